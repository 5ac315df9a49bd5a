//! What a file says, without its spelling: plain owned data with places. Broken parts are left out or `Missing`.

use crate::base::Span;

/// A whole file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct File {
    /// In source order.
    pub members: Vec<Member>,
}

/// One line or block.
#[derive(Debug, Clone, PartialEq)]
pub enum Member {
    /// `kind name { ... }`
    Block(Block),
    /// `name = value`
    Assign(Assign),
    /// `word name: Type [= value]`, also `let name = value`
    Declare(Declare),
    /// `when condition { ... } else { ... }`
    When(When),
    /// `for name in items { ... }`
    For(For),
}

/// A word with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// `kind name { ... }`. `pipeline` and all stages have this shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The `///` lines above, without the slashes, joined by line ends.
    pub doc: Option<String>,
    /// `train`
    pub kind: Name,
    /// `trees`; missing where the user forgot it (the parser has already said so) .
    pub name: Option<Name>,
    /// What stands between the braces.
    pub members: Vec<Member>,
    /// From the kind to the name.
    pub header: Span,
    /// From the kind to the closing brace.
    pub span: Span,
}

/// `name = value`
#[derive(Debug, Clone, PartialEq)]
pub struct Assign {
    /// The `///` lines above.
    pub doc: Option<String>,
    /// The field.
    pub name: Name,
    /// Its value.
    pub value: Expr,
    /// The whole line.
    pub span: Span,
}

/// `param month: String = "2026-10"`, `output train: Dataset(csv)`, `metric auc: Number`, `let trainer = ml.m5.xlarge`
#[derive(Debug, Clone, PartialEq)]
pub struct Declare {
    /// The `///` lines above.
    pub doc: Option<String>,
    /// `param`
    pub word: Name,
    /// `month`
    pub name: Name,
    /// `String`; a type is an expression: a name or a call of one, as in `Dataset(csv)`.
    pub ty: Option<Expr>,
    /// `"2026-10"`
    pub value: Option<Expr>,
    /// The whole line.
    pub span: Span,
}

/// `when condition { ... } else { ... }`; `else when` is an `otherwise` that holds one `When`.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// The `///` lines above.
    pub doc: Option<String>,
    /// What decides.
    pub condition: Expr,
    /// Runs where the condition holds.
    pub then: Vec<Member>,
    /// Runs where it does not.
    pub otherwise: Vec<Member>,
    /// From `when` to the end of the condition.
    pub header: Span,
    /// The whole.
    pub span: Span,
}

/// `for name in items { ... }`
#[derive(Debug, Clone, PartialEq)]
pub struct For {
    /// The `///` lines above.
    pub doc: Option<String>,
    /// What each item is called inside.
    pub item: Name,
    /// What is gone through.
    pub items: Expr,
    /// What runs for each item; also the fields of the `for` itself.
    pub members: Vec<Member>,
    /// From `for` to the end of the items.
    pub header: Span,
    /// The whole.
    pub span: Span,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// The forms a value can have.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// The parser has already complained.
    Missing,
    /// `true`, `false`
    Bool(bool),
    /// `null`
    Null,
    /// `400`, `4h`, `50GiB`, `10%`: the number and its unit as written (empty for none).
    Number(f64, String),
    /// `$200`
    Money(f64),
    /// `"text ${value}"` and `"""` strings, escapes resolved.
    Text(Vec<TextPart>),
    /// `ml.m5.xlarge`
    Instance(String),
    /// `features`
    Name(String),
    /// `features.train`
    Member(Box<Expr>, Name),
    /// `xgboost("1.7-1")`, `canary(10%, wait = 10min)`
    Call(Name, Vec<Argument>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{ a = 1, "b-c" = 2 }`
    Record(Vec<Assign>),
    /// `not a`, `-1`
    Unary(UnaryOp, Box<Expr>),
    /// `a >= b`; the place is the operator's.
    Binary(BinaryOp, Span, Box<Expr>, Box<Expr>),
}

/// One piece of a string.
#[derive(Debug, Clone, PartialEq)]
pub enum TextPart {
    /// Plain characters.
    Plain(String),
    /// `${value}`
    Value(Expr),
}

/// `10%` or `wait = 10min` in a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// `wait`
    pub name: Option<Name>,
    /// `10min`
    pub value: Expr,
}

/// Prefix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `not`
    Not,
    /// `-`
    Negate,
}

/// Infix operators, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl BinaryOp {
    /// As written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}
