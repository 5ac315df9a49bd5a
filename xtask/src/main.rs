//! Chores of the project: `cargo xtask test` runs everything that has to hold.

mod anneal;
mod bench;
mod command;
mod docs;
mod editors;
#[path = "../../compiler/benches/generate/exhaustive.rs"]
mod exhaustive;
#[path = "../../compiler/benches/generate/mod.rs"]
mod generate;
#[path = "../../compiler/benches/generate/graphs.rs"]
mod graphs;
#[path = "../../compiler/benches/generate/nested.rs"]
mod nested;
mod orders;
mod passes;
mod play;
mod processor;
#[path = "../../compiler/benches/generate/stability.rs"]
mod stability;
#[path = "../../compiler/benches/generate/stored.rs"]
mod stored;
mod tally;
mod test;
mod tools;
mod traces;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  test                  formatting, lints, unit and corpus tests, the reference, facts, editors, conformance
  conformance [FILTER]  only the conformance suite, of programs and scenarios whose name contains FILTER
  editors [FILTER]      only the editors and their grammars, of rows whose name contains FILTER
  traces FOLDER         only the interpreter against the executions that the suite has recorded there
  play FILE SCENARIO    builds a pipeline and runs it on the local engine, as the tutorial does; --env NAME
  docs [--check]        write the reference and the editors' grammars from the compiler's tables, or only say
                        whether they are fresh
  bench [lsp]           CPU time and memory of whole runs of a release build of mlc, and of all passes, held against their
                        bounds; of the language server, how long an editor waits
  orders                how soon the stored graphs of stages end, and how much of an order a new stage changes
  anneal [FILTER] [MIN] search the stored graphs whose name contains FILTER until each was searched for MIN minutes (10), and store what is sooner
  setup                 only install the pinned tools of the suite into .tools/

needs Rust, a C compiler, Python 3.11 or later (PYTHON names another one) and Node 20 or later; the editors are those that NVIM, HX
and EMACS name, or those of the machine where they are new enough, or are unpacked from Debian's archive where apt knows it";

fn main() -> ExitCode {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = given.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test"] => test::all(),
        ["conformance"] => test::conformance_only(""),
        ["conformance", filter] => test::conformance_only(filter),
        ["editors"] => editors::only(""),
        ["editors", filter] => editors::only(filter),
        ["traces", folder] => test::traces_only(folder),
        ["play", words @ ..] => play::play(words),
        ["bench"] => bench::run(),
        ["bench", "lsp"] => bench::lsp::run(),
        ["orders"] => end(orders::print()),
        ["anneal", rest @ ..] => end(anneal::command(rest)),
        ["docs"] => end(docs::write()),
        ["docs", "--check"] => end(docs::check()),
        ["setup"] => end(tools::install().map(drop)),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn end(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
