//! Compressing bytes that are all there: libdeflate.

use libdeflater::{CompressionLvl, Compressor};

use super::container::Container;
use super::pool::Pool;

/// The level whose output is about as long as that of zlib's default, measured on JSON, prose and source code (docs/performance.md).
const LEVEL: i32 = 5;

/// What `input` is compressed to. `None` when libdeflate declines, which it has no reason to: another compressor does it then.
pub(super) fn deflate_whole(container: Container, input: &[u8]) -> Option<Vec<u8>> {
    static POOL: Pool<Compressor> = Pool::new();
    let mut compressor = match POOL.take() {
        Some(compressor) => compressor,
        None => Compressor::new(CompressionLvl::new(LEVEL).ok()?),
    };
    let bound = match container {
        Container::None => compressor.deflate_compress_bound(input.len()),
        Container::Zlib => compressor.zlib_compress_bound(input.len()),
        Container::Gzip => compressor.gzip_compress_bound(input.len()),
    };
    let mut output = vec![0; bound];
    let length = match container {
        Container::None => compressor.deflate_compress(input, &mut output),
        Container::Zlib => compressor.zlib_compress(input, &mut output),
        Container::Gzip => compressor.gzip_compress(input, &mut output),
    };
    POOL.keep(compressor);
    output.truncate(length.ok()?);
    Some(output)
}
