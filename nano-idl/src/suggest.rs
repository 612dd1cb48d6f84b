//! "Did you mean …?": the name closest to a misspelt one.

/// Names longer than this are not compared: the work grows with the square of the length.
const LONGEST: usize = 64;

/// The candidate that needs the fewest edits to become `name`, if they are few for its length. Of several the first
/// in order of the alphabet.
pub(crate) fn closest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    closest_within(name, candidates, (name.chars().count() / 3).max(1))
}

/// The candidate that needs the fewest edits to become `name`, if they are at most `limit`.
pub(crate) fn closest_within<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        // As many edits as the lengths differ are needed at least, and that is quickly known.
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= limit)
        .filter_map(|candidate| Some((distance(name, candidate)?, candidate)))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// "did you mean `X`?", for [`crate::Diagnostic::help`].
pub(crate) fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    closest(name, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// How many characters must be inserted, removed, replaced or swapped with their neighbour; letters that differ only
/// in case count as none.
fn distance(a: &str, b: &str) -> Option<usize> {
    let lower = |text: &str| -> Vec<char> { text.chars().flat_map(char::to_lowercase).collect() };
    if a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let (a, b) = (lower(a), lower(b));
    // Rows of the table of distances between the first characters of each: two back, one back.
    let mut older: Vec<usize> = Vec::new();
    let mut old: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = old.get(j)? + usize::from(x != y);
            let mut best = replaced.min(old.get(j + 1)? + 1).min(row.get(j)? + 1);
            if i > 0 && j > 0 && b.get(j - 1) == Some(x) && a.get(i - 1) == Some(y) {
                best = best.min(older.get(j - 1)? + 1);
            }
            row.push(best);
        }
        older = std::mem::replace(&mut old, row);
    }
    old.last().copied()
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn finds_misspelt_names_only() {
        let names = ["DOMString", "ReadableStream", "URL", "URLSearchParams"];
        assert_eq!(closest("DomSting", names), Some("DOMString"));
        assert_eq!(closest("ReadableSteram", names), Some("ReadableStream"));
        assert_eq!(closest("Url", names), Some("URL"));
        assert_eq!(closest("Blob", names), None);
        assert_eq!(closest("", names), None);
    }
}
