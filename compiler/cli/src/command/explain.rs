//! `mlc explain`: the page of a code.

use clap::Args;
use mlc_compiler::base::suggest::suggest;
use mlc_compiler::diag::{codes, pages};

use crate::console::Console;
use crate::exit::Exit;

/// Says what a code means, with an example that is wrong and one that is right
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlc explain E0302
  mlc explain                 lists all codes")]
pub struct Explain {
    /// A code such as E0302; without it all codes are listed
    code: Option<String>,
}

pub fn run(command: &Explain, console: &Console) -> Exit {
    let Some(written) = &command.code else {
        let list: String = codes::ALL.iter().map(|code| format!("{}  {}\n", code.id, code.summary)).collect();
        return console.print(&list);
    };
    let Some(code) = codes::find(written) else {
        let close = suggest(written, codes::ALL.iter().map(|code| code.id));
        let near = if close.is_empty() { String::new() } else { format!("; close ones are {}", close.join(", ")) };
        console.say(&format!("error: there is no code `{written}`{near}; `mlc explain` lists all\n"));
        return Exit::Usage;
    };
    match pages::find(code) {
        Some(page) => console.print(page),
        None => console.print(&format!("# {}: {}\n", code.id, code.summary)),
    }
}
