//! An edge that the collector would not see.

#[webapi("Ui.idl")]
pub struct Ui {
    #[untraced]
    parent: Option<Member<Ui>>,
}
