//! The registry of diagnostic codes: one row each. A row's page is `docs/codes/<id>.md`.

use super::Severity;

/// A row of the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// `E` for errors, `W` for warnings, and four digits: 01 text, 02 names, 03 types, 04 facts, 05 limits, 06 advice,
    /// 07 tests, 09 outside.
    pub id: &'static str,
    /// Default severity.
    pub severity: Severity,
    /// One line for lists.
    pub summary: &'static str,
}

macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident $summary:literal;)*) => {
        $(#[doc = $summary] pub const $name: Code = Code { id: $id, severity: Severity::$severity, summary: $summary };)*
        /// Every code, in order.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    UNEXPECTED_TEXT = "E0101" Error "this text is not a field, a declaration or a block";
    MISSING_EQUALS = "E0102" Error "a field has no `=` between its name and its value";
    UNCLOSED = "E0103" Error "a block, list, record or call is opened and never closed";
    STRAY_CLOSE = "E0104" Error "a closing bracket closes nothing";
    UNTERMINATED_STRING = "E0105" Error "a string has no closing quote";
    MISSING_VALUE = "E0106" Error "a value is missing";
    BAD_LITERAL = "E0107" Error "a number, unit or escape is not one the language knows";
    TOO_DEEP = "E0108" Error "brackets are nested too deeply";
    MISSING_NAME = "E0109" Error "a block of this kind needs a name";
    UNKNOWN_KIND = "E0201" Error "there is no block or declaration of this kind";
    UNKNOWN_FIELD = "E0202" Error "this block has no such field";
    UNKNOWN_NAME = "E0203" Error "nothing of this name is declared";
    UNKNOWN_OUTPUT = "E0204" Error "the stage has no such output";
    DUPLICATE_NAME = "E0205" Error "the same name is declared twice";
    DUPLICATE_FIELD = "E0206" Error "the same field is set twice";
    MISSING_FIELDS = "E0207" Error "required fields are missing";
    CYCLE = "E0208" Error "stages wait for each other in a circle";
    NOT_ALWAYS_RUN = "E0209" Error "a stage inside `when` is used outside of it";
    UNKNOWN_ENV = "E0210" Error "there is no such environment, or it sets something that is not declared";
    MISPLACED = "E0211" Error "this block does not belong here";
    NO_PIPELINE = "E0212" Error "a file needs exactly one `pipeline` block";
    IMPORT_NOT_FOUND = "E0213" Error "an imported file cannot be read";
    EXCLUSIVE_FIELDS = "E0214" Error "fields that exclude each other are set together";
    WRONG_TYPE = "E0301" Error "the value has another type than the field takes";
    MISSING_UNIT = "E0302" Error "the number needs a unit";
    NOT_ALLOWED = "E0303" Error "the value is not one of those allowed";
    RUN_TIME_VALUE = "E0304" Error "a value known only when running stands where one must be known when compiling";
    UNKNOWN_FUNCTION = "E0305" Error "there is no such function here";
    WRONG_ARGUMENTS = "E0306" Error "the function is called with other arguments than it takes";
    WRONG_FORMAT = "E0307" Error "the dataset has a format that its consumer cannot read";
    OUT_OF_RANGE = "E0308" Error "the value is out of range";
    BAD_NAME = "E0309" Error "the name has characters that are not allowed here";
    BAD_PATTERN = "E0310" Error "the regular expression is not one, or has other groups than needed";
    MISPLACED_SECRET = "E0311" Error "a secret stands where its value, or what it is, could be read";
    BAD_BUCKET = "E0312" Error "a bucket cannot have this name";
    CANNOT_BE_GIVEN = "E0313" Error "a test gives what cannot happen";
    UNKNOWN_INSTANCE = "E0401" Error "the instance type does not exist for this kind of job";
    UNKNOWN_IMAGE = "E0402" Error "there is no such image, version or region";
    BAD_HYPERPARAMETER = "E0403" Error "the algorithm does not take this hyperparameter or value";
    BAD_REQUEST = "E0404" Error "the AWS request would be refused";
    RAW_CONFLICT = "E0405" Error "`raw` contradicts a field of the stage";
    SPOT_WAIT = "E0410" Error "the time for managed spot capacity does not fit the run";
    IMAGE_PROCESSOR = "E0411" Error "the image is made for another processor than the instance has";
    MISSING_CAPTURE = "E0412" Error "a monitor needs data capture on its endpoint";
    NOT_DISTRIBUTED = "E0413" Error "the algorithm runs on one instance only";
    VARIANT_WEIGHTS = "E0414" Error "the variant weights make no traffic split";
    ISOLATED_INPUT = "E0415" Error "network isolation cuts the job off from a remote input";
    NAME_TOO_LONG = "E0501" Error "a name is longer than the service allows";
    VALUE_TOO_LONG = "E0502" Error "a value is longer than the service allows";
    TOO_MANY = "E0503" Error "there are more entries than the service allows";
    DEFINITION_TOO_LARGE = "E0504" Error "the state machine is larger than Step Functions accepts";
    TOO_MANY_EVENTS = "E0505" Error "an execution could write more history events than Step Functions allows";
    PAYLOAD_TOO_LARGE = "E0506" Error "a payload or variable is larger than Step Functions allows";
    UNKNOWN_RAW_FIELD = "W0601" Warning "`raw` sets a field that the API model does not have";
    UNUSED = "W0602" Warning "a declaration is never used";
    REDUNDANT_AFTER = "W0603" Warning "`after` names a stage that the data already waits for";
    UNKNOWN_NEWER = "W0604" Warning "the compiler's tables do not know this value; it may be newer";
    UNSEEN_CHANGE = "W0605" Warning "a stage with `cache` depends on something whose changes are not seen";
    BAD_ALLOWANCE = "W0606" Warning "a comment that allows a warning cannot be understood";
    UNUSED_ALLOWANCE = "W0607" Warning "a comment allows a warning that is not there";
    EXPECTATION_FAILED = "E0701" Error "what a test expects does not hold";
    NOT_GIVEN = "E0702" Error "a condition reads a value that the test does not give";
    NEVER_MET = "W0703" Warning "what a test gives of a stage was never met";
    UNREADABLE = "E0901" Error "the file cannot be read";
    UNWRITABLE = "E0902" Error "the output cannot be written";
    NOT_TEXT = "E0903" Error "the file is not UTF-8 text";
    TOO_LARGE = "E0904" Error "the file is too large to be a pipeline";
    GIVEN_TWICE = "E0905" Error "the same file or pipeline is given twice";
    SERVICE_REFUSED = "E0906" Error "Step Functions itself refuses the state machine";
    SERVICE_UNANSWERED = "E0907" Error "Step Functions cannot be asked";
    SERVICE_WARNED = "W0908" Warning "Step Functions itself warns of something in the state machine";
    INTERNAL = "E0999" Error "the compiler made something that it knows to be wrong";
}

/// The row of an id such as `E0203`, in any case.
pub fn find(id: &str) -> Option<Code> {
    ALL.iter().copied().find(|code| code.id.eq_ignore_ascii_case(id))
}
