//! [`BlobData`]: the bytes of a Blob, shared by every Blob, body and record that has some of them.

use std::sync::Arc;

use bytes::Bytes;
use nano_runtime::{Exception, Result};

/// Immutable bytes in parts, none of which is empty. Clones and slices share them.
#[derive(Clone, Debug, Default)]
pub struct BlobData {
    parts: Arc<[Bytes]>,
    size: u64,
}

/// There is not enough memory for so many bytes.
#[cold]
pub(super) fn too_large() -> Exception {
    Exception::range_error("Array buffer allocation failed")
}

impl BlobData {
    /// The bytes of `parts`, one after the other.
    ///
    /// # Errors
    ///
    /// RangeError when their number does not fit an `unsigned long long`: parts may be the same bytes many times.
    pub fn new(parts: Vec<Bytes>) -> Result<Self> {
        let size = parts
            .iter()
            .try_fold(0_u64, |size, part| size.checked_add(part.len() as u64))
            .ok_or_else(|| Exception::range_error("The Blob is too large"))?;
        Ok(Self {
            parts: parts.into_iter().filter(|part| !part.is_empty()).collect(),
            size,
        })
    }

    /// The number of bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The parts, in order.
    #[must_use]
    pub fn parts(&self) -> &[Bytes] {
        &self.parts
    }

    /// The bytes from `start` up to `end`, where both are at most the size and `start` is not above `end`.
    #[must_use]
    pub fn slice(&self, start: u64, end: u64) -> Self {
        let mut parts = Vec::new();
        let mut offset = 0;
        for part in &*self.parts {
            let length = part.len() as u64;
            // Both are within the part's length, which is a `usize`.
            let from = usize::try_from(start.saturating_sub(offset).min(length));
            let to = usize::try_from(end.saturating_sub(offset).min(length));
            if let (Ok(from), Ok(to)) = (from, to)
                && from < to
            {
                parts.push(part.slice(from..to));
            }
            offset += length;
        }
        Self {
            parts: parts.into(),
            size: end.saturating_sub(start),
        }
    }

    /// The bytes in one piece: a copy when there are several parts.
    ///
    /// # Errors
    ///
    /// RangeError when there is not that much memory.
    pub fn to_bytes(&self) -> Result<Bytes> {
        if let [part] = &*self.parts {
            return Ok(part.clone());
        }
        let size = usize::try_from(self.size).map_err(|_| too_large())?;
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(size).map_err(|_| too_large())?;
        for part in &*self.parts {
            bytes.extend_from_slice(part);
        }
        Ok(bytes.into())
    }
}

impl From<Bytes> for BlobData {
    fn from(bytes: Bytes) -> Self {
        let size = bytes.len() as u64;
        let parts = if bytes.is_empty() {
            Arc::default()
        } else {
            Arc::from([bytes])
        };
        Self { parts, size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(parts: &[&'static str]) -> BlobData {
        let parts = parts.iter().map(|part| Bytes::from_static(part.as_bytes()));
        BlobData::new(parts.collect()).expect("a few bytes")
    }

    #[test]
    fn slices_share_the_parts_they_cover() {
        let data = data(&["abc", "", "def", "g"]);
        assert_eq!(data.size(), 7);
        for (start, end, wanted) in [
            (0, 7, "abcdefg"),
            (2, 4, "cd"),
            (3, 6, "def"),
            (6, 7, "g"),
            (7, 7, ""),
            (3, 3, ""),
        ] {
            let slice = data.slice(start, end);
            assert_eq!(slice.to_bytes().expect("a few bytes"), wanted);
            assert_eq!(slice.size(), wanted.len() as u64);
        }
        let middle = data.slice(3, 6);
        assert!(std::ptr::eq(&*middle.parts()[0], &*data.parts()[1]));
    }

    #[test]
    fn a_size_beyond_64_bits_is_refused() {
        let huge = BlobData {
            parts: Arc::default(),
            size: u64::MAX,
        };
        assert!(huge.to_bytes().is_err());
    }
}
