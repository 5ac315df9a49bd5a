//! The command as its users meet it. What a file can say is in `cases/` (a new case is a file there, in the form of the crate
//! trycmd); what needs a full disk, a closed pipe or another user is in the modules.

mod bad_input;
mod compiler;
mod pages;
mod readme;
mod run;
#[cfg(feature = "aws")]
mod service;

/// Every `cases/*.trycmd`: a command, what it prints and how it ends. `name.in/` beside it is where it runs.
#[test]
fn cases() {
    trycmd::TestCases::new().case("tests/cli/cases/*.trycmd").env("NO_COLOR", "1");
}
