//! What a run knows of itself: `env.name`, `execution.name`, `task.token`.

/// Something that a run knows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The word before the dot.
    pub base: &'static str,
    /// The word behind it.
    pub member: &'static str,
    /// Where Step Functions has it in its context; empty for what is known when compiling.
    pub path: &'static str,
    /// One sentence.
    pub doc: &'static str,
}

/// Every row.
pub const KNOWN: &[Known] = &[
    Known {
        base: "env",
        member: "name",
        path: "",
        doc: "The name of the environment that is compiled for; `default` where none is asked for.",
    },
    Known { base: "execution", member: "id", path: "Execution.Id", doc: "The ARN of the execution." },
    Known { base: "execution", member: "name", path: "Execution.Name", doc: "The name of the execution." },
    Known {
        base: "execution",
        member: "started",
        path: "Execution.StartTime",
        doc: "When the execution began, as ISO 8601.",
    },
    Known {
        base: "task",
        member: "token",
        path: "Task.Token",
        doc: "What whoever is asked hands back, so that a `call` with `wait = token` goes on.",
    },
];

/// The rows of a base.
pub fn of(base: &str) -> impl Iterator<Item = &'static Known> + Clone + use<'_> {
    KNOWN.iter().filter(move |known| known.base == base)
}
