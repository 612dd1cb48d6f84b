//! Rules over files that a command of ours writes: they are what it would write now.

use crate::{File, Finding};

/// Pages of the reference that differ from what the IDL and the refinements make of them, and pages that nothing makes.
pub fn stale_reference(files: &[File]) -> Vec<Finding> {
    let idl: Vec<(&str, &str)> = files
        .iter()
        .filter(|file| file.is_under("idl") && file.extension() == "idl")
        .map(|file| (file.path.as_str(), file.text.as_str()))
        .collect();
    let refinements = files
        .iter()
        .find(|file| file.path == "nano/src/refinements.d.ts");
    let refinements = refinements.map_or("", |file| &file.text);
    let made = nano_idl::resolve(&idl)
        .map_err(|errors| errors.to_string())
        .and_then(|model| {
            let refinements = nano_idl::Refinements::parse(refinements)?;
            nano_idl::reference::markdown(&model, &refinements)
        });
    let pages = match made {
        Ok(pages) => pages,
        Err(error) => return vec![File::new("nano/src/refinements.d.ts", "").finding(1, error)],
    };
    let path = |name: &str| format!("docs/reference/{name}");
    let mut findings = Vec::new();
    for page in &pages {
        let path = path(&page.name);
        match files.iter().find(|file| file.path == path) {
            None => findings.push(File::new(path, "").finding(1, "is missing")),
            Some(file) if file.text != page.text => {
                let lines = file.text.lines().zip(page.text.lines());
                let same = lines.take_while(|(is, should)| is == should).count();
                findings.push(file.finding(same + 1, "is stale"));
            }
            Some(_) => {}
        }
    }
    let unmade = files
        .iter()
        .filter(|file| file.is_under("docs/reference"))
        .filter(|file| !pages.iter().any(|page| path(&page.name) == file.path));
    findings.extend(unmade.map(|file| file.finding(1, "is no page of the reference any more")));
    findings
}

#[test]
fn a_stale_page_is_found() {
    let idl = |text: &str| File::new("idl/x/X.idl", text);
    let made = |text: &str| {
        let model = nano_idl::resolve(&[("idl/x/X.idl", text)]).unwrap();
        let pages = nano_idl::reference::markdown(&model, &nano_idl::Refinements::default());
        let pages = pages.unwrap().into_iter();
        pages.map(|page| File::new(format!("docs/reference/{}", page.name), page.text))
    };
    let text = "[Exposed=*] interface X { undefined f(); };";
    let fresh: Vec<File> = made(text).chain([idl(text)]).collect();
    assert_eq!(stale_reference(&fresh), []);

    let changed = "[Exposed=*] interface X { undefined f(); undefined g(); };";
    let old = File::new("docs/reference/old.md", "");
    let stale: Vec<File> = made(text).chain([idl(changed), old]).collect();
    let found: Vec<String> = stale_reference(&stale)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        [
            "docs/reference/x.md:12: is stale",
            "docs/reference/old.md:1: is no page of the reference any more",
        ]
    );
    assert_eq!(stale_reference(&[idl(text)]).len(), 2);
}
