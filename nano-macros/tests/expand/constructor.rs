//! A constructor, constants, [LegacyWindowAlias], [Serializable], [Transferable], and the fields that are traced.

#[webapi("Constructor.idl")]
pub struct Constructor {
    #[untraced]
    url: Url,
    parent: Member<Constructor>,
}

#[webapi("Constructor.idl")]
impl Constructor {
    fn constructor(url: UsvString, base: Option<UsvString>) -> Result<Self> {
        Err(Exception::Pending)
    }
}
