//! Lines above blocks that do something.

use serde_json::json;
use tower_lsp::ls_types::{CodeLens, Command, Uri};

use super::range;
use crate::features::lenses::{Action, Lens};
use crate::snapshot::Snapshot;

/// The command that opens the state machine.
pub const OPEN_COMPILED: &str = "mlc.openCompiled";

/// The command that shows the graph.
pub const SHOW_GRAPH: &str = "mlc.showGraph";

/// The command that runs a test.
pub const RUN_TEST: &str = "mlc.runTest";

/// A lens, where somebody executes its command. What has to be worked out is left for when it is seen.
pub fn lens(found: &Lens, snapshot: &Snapshot, uri: &Uri, has: &dyn Fn(&str) -> bool) -> Option<CodeLens> {
    let range = range(snapshot, found.span);
    let (command, data) = match &found.action {
        Action::Compiled => (has(OPEN_COMPILED).then_some(None)?, Some(json!(uri))),
        Action::Graph => (Some(command("show graph", SHOW_GRAPH, vec![json!(uri)], has)?), None),
        Action::Test(name) => (Some(command("run test", RUN_TEST, vec![json!(uri), json!(name)], has)?), None),
    };
    Some(CodeLens { range, command, data })
}

/// The file that a lens without a command is of.
pub fn lens_file(lens: &CodeLens) -> Option<Uri> {
    serde_json::from_value(lens.data.clone()?).ok()
}

/// Opens the state machine of a file.
pub fn open_compiled(title: String, uri: &Uri) -> Command {
    Command { title, command: OPEN_COMPILED.into(), arguments: Some(vec![json!(uri)]) }
}

fn command(title: &str, name: &str, arguments: Vec<serde_json::Value>, has: &dyn Fn(&str) -> bool) -> Option<Command> {
    has(name).then(|| Command { title: title.into(), command: name.into(), arguments: Some(arguments) })
}
