/// Why a file may not come in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It goes on beyond the limit.
    #[error("a file has at most 10,485,760 bytes")]
    TooLarge,
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Its type is not allowed, or not what it says.
    #[error("{0}")]
    NotAllowed(Reason),
    /// It would take too much memory to look at.
    #[error("a picture has at most 40 million pixels")]
    TooManyPixels,
    /// A scanner found this in it.
    #[error("the file is infected: {0}")]
    Infected(String),
}

/// Why a file's type is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The end of its name is none that we take.
    #[error("files with such a name are not accepted")]
    Type,
    /// Name and content disagree.
    #[error("the content is not what the file's name says")]
    Content,
    /// It is cut off or damaged.
    #[error("the file cannot be read")]
    Unreadable,
    /// It is called a text, and is none in UTF-8.
    #[error("the text is not UTF-8")]
    NotText,
    /// It is called a text, and programs would run it or show it as a page.
    #[error("the text is a page or a program")]
    Markup,
    /// It is called a document, and holds a program.
    #[error("the document has macros in it")]
    Macros,
}
