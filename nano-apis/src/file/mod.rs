//! The File API: <https://w3c.github.io/FileAPI/>
//!
//! [`Blob`], [`File`] and [`FileReader`] are what scripts see, [`BlobData`] is what the rest of the crate reads and shares.

mod blob;
mod data;
#[expect(
    clippy::module_inception,
    reason = "the file of the interface File, in the folder of the standard"
)]
mod file;
mod file_reader;
mod package_data;
mod parts;
mod read_operation;

pub use blob::{Blob, BlobPropertyBag};
pub use data::BlobData;
pub use file::{File, FilePropertyBag};
pub use file_reader::FileReader;
pub use parts::{BlobPart, EndingType};
