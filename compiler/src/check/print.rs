//! Scope and program as text, for `mlc dump`.

use std::fmt::{Display, Formatter, Result};

use super::program::{Block, Node, Program};
use super::scope::{Item, Scope};
use super::value::{Part, Value, ValueKind};
use crate::vocab::units;

impl Display for Scope<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for (name, (item, span)) in &self.items {
            let what = match item {
                Item::Param(_) => "param",
                Item::Let(_) => "let",
                Item::Dataset(_) => "dataset",
                Item::Stage(_, kind) => kind.keyword,
                Item::Trigger(_) => "trigger",
                Item::Test(_) => "test",
                Item::Use(_) => "component",
                Item::Each(_) => "item",
                Item::Broken => "broken",
            };
            writeln!(f, "{name}: {what} at {}..{}", span.start, span.end)?;
        }
        for name in self.envs.keys() {
            writeln!(f, "{name}: env")?;
        }
        Ok(())
    }
}

impl Display for Program {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "env {}", self.env)?;
        self.pipeline.fmt(f)?;
        for param in self.params.values() {
            write!(f, "param {}: {}", param.name.text, param.ty.name())?;
            match &param.default {
                Some(default) => writeln!(f, " = {default}")?,
                None => writeln!(f)?,
            }
        }
        for block in self.datasets.values().chain(self.triggers.values()) {
            block.fmt(f)?;
        }
        nodes(f, self, &self.body)?;
        self.tests.values().try_for_each(|block| block.fmt(f))
    }
}

fn nodes(f: &mut Formatter<'_>, program: &Program, body: &[Node]) -> Result {
    for node in body {
        match node {
            Node::Stage(name) => {
                if let Some(block) = program.stages.get(name) {
                    block.fmt(f)?;
                }
            }
            Node::For(each) => {
                writeln!(f, "for {} in {} {{", each.item, each.items)?;
                nodes(f, program, &each.body)?;
                writeln!(f, "}}")?;
            }
            Node::When(when) => {
                writeln!(f, "when {} {{", when.condition)?;
                nodes(f, program, &when.then)?;
                writeln!(f, "}} else {{")?;
                nodes(f, program, &when.otherwise)?;
                writeln!(f, "}}")?;
            }
        }
    }
    Ok(())
}

impl Display for Block {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "{} {}", self.kind.keyword, self.name.text)?;
        for (name, set) in &self.fields {
            let phase = if set.value.run_time_part().is_some() { "run time" } else { "constant" };
            writeln!(f, "  {name} = {} ({}, {phase})", set.value, set.value.ty().name())?;
            for reason in self.reasons.get(name).into_iter().flatten() {
                writeln!(f, "    {reason}")?;
            }
        }
        for (word, declared) in [("output", &self.outputs), ("metric", &self.metrics)] {
            for (name, declared) in declared {
                writeln!(f, "  {word} {name}: {}", declared.ty.name())?;
            }
        }
        Ok(())
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.kind {
            ValueKind::Unknown => write!(f, "?"),
            ValueKind::Null => write!(f, "null"),
            ValueKind::Bool(flag) => write!(f, "{flag}"),
            ValueKind::Number(number) => write!(f, "{number}"),
            ValueKind::Text(parts) => {
                write!(f, "\"")?;
                for part in parts {
                    match part {
                        Part::Plain(text) => write!(f, "{}", text.escape_debug())?,
                        Part::Value(value) => write!(f, "${{{value}}}")?,
                    }
                }
                write!(f, "\"")
            }
            ValueKind::Duration(seconds) => write!(f, "{}", units::duration(*seconds)),
            ValueKind::Size(bytes) => write!(f, "{bytes}B"),
            ValueKind::Percent(percent) => write!(f, "{percent}%"),
            ValueKind::Money(amount) => write!(f, "${amount}"),
            ValueKind::Instance(name, 1) => write!(f, "{name}"),
            ValueKind::Instance(name, count) => write!(f, "{name} * {count}"),
            ValueKind::Symbol(name)
            | ValueKind::Param(name, _)
            | ValueKind::Dataset(name, _)
            | ValueKind::Stage(name)
            | ValueKind::Metric(name) => {
                write!(f, "{name}")
            }
            ValueKind::Output(stage, output, _) => write!(f, "{stage}.{output}"),
            ValueKind::Call(name, arguments) => {
                write!(f, "{name}(")?;
                sequence(f, arguments.iter().map(|(key, value)| (Some(key.as_str()), value)))?;
                write!(f, ")")
            }
            ValueKind::List(items) => {
                write!(f, "[")?;
                sequence(f, items.iter().map(|item| (None, item)))?;
                write!(f, "]")
            }
            ValueKind::Record(entries) => {
                write!(f, "{{ ")?;
                sequence(f, entries.iter().map(|(key, (_, value))| (Some(key.as_str()), value)))?;
                write!(f, " }}")
            }
            ValueKind::Context(member) => write!(f, "{member}"),
            ValueKind::Matches(text, pattern) => write!(f, "matches({text}, {pattern:?})"),
            ValueKind::Unary(op, operand) => write!(f, "{op:?}({operand})"),
            ValueKind::Binary(op, left, right) => write!(f, "({left} {} {right})", op.symbol()),
        }
    }
}

fn sequence<'v>(f: &mut Formatter<'_>, items: impl Iterator<Item = (Option<&'v str>, &'v Value)>) -> Result {
    for (index, (key, value)) in items.enumerate() {
        if index > 0 {
            write!(f, ", ")?;
        }
        if let Some(key) = key {
            write!(f, "{key} = ")?;
        }
        value.fmt(f)?;
    }
    Ok(())
}
