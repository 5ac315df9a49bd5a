//! The rules a document is held against.

use std::fmt;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A rule of the state machine document; its written name is stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($(#[$doc])* $name,)* }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Rule] = &[$(Rule::$name,)*];

            /// The rule's written name.
            pub fn name(self) -> &'static str {
                match self { $(Rule::$name => $text,)* }
            }
        }
    };
}

rules! {
    /// The text is JSON and every value has the type its field wants.
    Document = "document",
    /// No object has a member twice.
    DuplicateKey = "duplicate-key",
    /// A state has only the fields its type has.
    UnknownField = "unknown-field",
    /// A state has the fields its type needs.
    MissingField = "missing-field",
    /// Fields and spellings of JSONPath have no place in a JSONata machine.
    JsonPath = "jsonpath",
    /// The machine says that it speaks JSONata.
    QueryLanguage = "query-language",
    /// `StartAt`, `Next` and `Default` name states of the same graph.
    Target = "target",
    /// Every state is reached.
    Unreachable = "unreachable",
    /// Every path comes to an end.
    NoEnd = "no-end",
    /// State names are short and printable.
    StateName = "state-name",
    /// A state's name is used once in the whole machine.
    StateNameReused = "state-name-reused",
    /// Lists that cannot be empty are not.
    Empty = "empty",
    /// Error names of retriers and catchers can match.
    ErrorNames = "error-names",
    /// Numbers lie in the range of their field.
    Range = "range",
    /// A `Resource` is the ARN of an integration that exists.
    Resource = "resource",
    /// `{%` and `%}` come in pairs at the ends of a text.
    ExpressionMarks = "expression-marks",
    /// The text between the marks is JSONata.
    ExpressionSyntax = "expression-syntax",
    /// A field that must be constant is, and one that must be an expression is one.
    ExpressionPlace = "expression-place",
    /// Only functions of Step Functions are called.
    UnknownFunction = "unknown-function",
    /// No `$`, `$$` or bare name at the top of an expression.
    ForbiddenName = "forbidden-name",
    /// Members of `$states` exist where they are read.
    StatesMember = "states-member",
    /// A task that waits for a token hands it out, and no other reads one.
    TaskToken = "task-token",
    /// A variable has a value on every path that reads it.
    Unassigned = "unassigned",
    /// A variable's name is a whole identifier.
    VariableName = "variable-name",
    /// A branch leaves the variables around it alone.
    VariableScope = "variable-scope",
    /// A variable does not hide a function.
    HiddenFunction = "hidden-function",
    /// The document is small enough for Step Functions.
    DefinitionSize = "definition-size",
    /// What is fixed of a request or of variables is small enough.
    PayloadSize = "payload-size",
    /// The history of an execution stays under 25,000 events.
    History = "history",
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
