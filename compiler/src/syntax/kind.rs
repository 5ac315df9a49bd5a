//! The kinds of nodes and tokens, one for each visible rule of the grammar.

/// What a node of the tree is. The comment of the grammar rule says more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A whole file: members, and whatever stands between them.
    File,
    /// Blanks inside a line.
    Space,
    /// A line end.
    Newline,
    /// `// text` up to the line end.
    Comment,
    /// `/// text` up to the line end: documents the member below it. Four slashes are a comment.
    Doc,
    /// `{` opens a block or a record.
    OpenBrace,
    /// `}` closes what `{` or `${` opened.
    CloseBrace,
    /// `(` opens arguments or a group.
    OpenParen,
    /// `)` closes what `(` opened.
    CloseParen,
    /// `[` opens a list.
    OpenBracket,
    /// `]` closes what `[` opened.
    CloseBracket,
    /// `,` separates; a line end does too.
    Comma,
    /// `:` says what type.
    Colon,
    /// `=` says what value.
    Equals,
    /// `.` selects a part of a value.
    Dot,
    /// `"` starts and ends a string of one line.
    Quote,
    /// `"""` starts and ends a string of several lines.
    TripleQuote,
    /// `${` starts a value inside a string.
    OpenInterpolation,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<=`
    LessEqual,
    /// `<`
    Less,
    /// `>=`
    GreaterEqual,
    /// `>`
    Greater,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `$` before an amount of money.
    Dollar,
    /// A name: of a field, a kind, a stage, a function. Reserved words are none.
    Name,
    /// `when` starts a condition on members.
    WhenWord,
    /// `else` starts what holds otherwise.
    ElseWord,
    /// `for` starts members that run once per item.
    ForWord,
    /// `in` stands between the item's name and the items.
    InWord,
    /// `and`
    And,
    /// `or`
    Or,
    /// `not`
    Not,
    /// `true` or `false`
    Bool,
    /// `null`
    Null,
    /// `when condition { ... } else when condition { ... } else { ... }`
    When,
    /// `when condition { ... }`
    Branch,
    /// `else when condition { ... }`
    ElseWhen,
    /// `else { ... }`
    Otherwise,
    /// `for name in items { ... }`
    For,
    /// An `else` that follows no `when`.
    StrayElse,
    /// `kind name { ... }`; some kinds have no name.
    Block,
    /// `train`: any name.
    Kind,
    /// `param month: String = "2026-10"`, `output train: Dataset(csv)`, `let trainer = ml.m5.xlarge`
    Declare,
    /// A type: a name or a call of one.
    Type,
    /// `name = value`
    Assign,
    /// A value on its line: it goes on after an operator, and ends at the line end.
    Value,
    /// A value between brackets, where line ends do not matter.
    Inner,
    /// `.train`
    Access,
    /// `xgboost("1.7-1", mode = fast)`
    Call,
    /// `fast` or `mode = fast`
    Argument,
    /// `[a, b]`
    List,
    /// `{ a = 1, "b-c" = 2 }`
    Record,
    /// `a = 1` or `"b-c" = 2`
    Entry,
    /// A string without values in it.
    KeyText,
    /// `(a or b)`
    Group,
    /// `"plain ${value}"`, or `"""` for several lines.
    Text,
    /// Characters of a one-line string.
    Plain,
    /// Characters of a string of several lines.
    LongPlain,
    /// `\n`, `\"`, `\u{1F600}`; which ones are known is checked later.
    Escape,
    /// `${value}`
    Interpolation,
    /// A `${` whose inside cannot be read.
    BrokenInterpolation,
    /// `400`, `4h`, `50GiB`, `10%`
    Number,
    /// The figures of a number.
    Digits,
    /// The unit of a number: letters or `%`.
    Unit,
    /// `$200`
    Money,
    /// `ml.c7i-flex.xlarge`
    Instance,
    /// A string whose inside does not matter: nothing is tried twice here, however deeply strings are nested.
    RawText,
    /// A character that starts no token, with its like behind it.
    Junk,
    /// The rest of a line that fits no shape. A block that starts on it is still read.
    Broken,
    /// The head of a block that fits no shape.
    BrokenHead,
    /// Brackets and what is between them.
    BrokenGroup,
    /// Text between brackets that is no element.
    BrokenElement,
    /// A comma that separates nothing.
    StrayComma,
    /// A `}` that closes nothing.
    StrayBrace,
    /// A `)` or `]` that closes nothing.
    StrayBracket,
    /// No value stands where one must.
    MissingValue,
    /// No type stands where one must.
    MissingType,
    /// The text ends before the closing bracket or quote.
    Unclosed,
    /// Text that was left out so that the rest could be read.
    Skipped,
}

impl Kind {
    /// Whether this is a token: a leaf that spells text.
    pub fn is_token(self) -> bool {
        matches!(
            self,
            Self::Space
                | Self::Newline
                | Self::Comment
                | Self::Doc
                | Self::OpenBrace
                | Self::CloseBrace
                | Self::OpenParen
                | Self::CloseParen
                | Self::OpenBracket
                | Self::CloseBracket
                | Self::Comma
                | Self::Colon
                | Self::Equals
                | Self::Dot
                | Self::Quote
                | Self::TripleQuote
                | Self::OpenInterpolation
                | Self::Equal
                | Self::NotEqual
                | Self::LessEqual
                | Self::Less
                | Self::GreaterEqual
                | Self::Greater
                | Self::Plus
                | Self::Minus
                | Self::Star
                | Self::Slash
                | Self::Dollar
                | Self::Name
                | Self::WhenWord
                | Self::ElseWord
                | Self::ForWord
                | Self::InWord
                | Self::And
                | Self::Or
                | Self::Not
                | Self::Bool
                | Self::Null
                | Self::Kind
                | Self::Plain
                | Self::LongPlain
                | Self::Escape
                | Self::Digits
                | Self::Unit
                | Self::Instance
                | Self::RawText
                | Self::Junk
                | Self::Skipped
        )
    }

    /// Whether this is spacing or a comment.
    pub fn is_trivia(self) -> bool {
        matches!(self, Self::Space | Self::Newline | Self::Comment | Self::Doc)
    }

    /// Whether this stands for text that fits no shape, or for something missing.
    pub fn is_mistake(self) -> bool {
        matches!(
            self,
            Self::StrayElse
                | Self::BrokenInterpolation
                | Self::Broken
                | Self::BrokenElement
                | Self::StrayComma
                | Self::StrayBrace
                | Self::StrayBracket
                | Self::MissingValue
                | Self::MissingType
                | Self::Unclosed
                | Self::Skipped
        )
    }
}
