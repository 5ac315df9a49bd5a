//! What a run knows of itself: `env.name`, `execution.name`, `task.token`; and texts like a pattern.

use super::{Context, Value, ValueKind};
use crate::base::{Span, glob};
use crate::check::Checker;
use crate::check::scope::{Item, list};
use crate::check::value::{Part, Type};
use crate::diag::{Diagnostic, codes};
use crate::syntax::ast::{Argument, Block, ExprKind, Member, Name};
use crate::vocab::context;
use crate::vocab::functions::MATCHES;
use crate::vocab::ty::Ty;

/// What to write instead of `env`, `execution` or `task` alone.
pub(super) fn whole(name: &str) -> Option<String> {
    let written: Vec<String> = context::of(name).map(|known| format!("`{}.{}`", known.base, known.member)).collect();
    (!written.is_empty()).then(|| written.join(" or "))
}

impl<'a> Checker<'a, '_> {
    pub(super) fn env_member(&mut self, member: &Name) -> Value {
        if member.text == "name" {
            let name = self.env.unwrap_or("default");
            return Value::new(ValueKind::Text(vec![Part::Plain(name.to_owned())]), member.span);
        }
        self.sink.push(
            Diagnostic::new(codes::UNKNOWN_OUTPUT, member.span, format!("`env` has no `{}`", member.text))
                .label("not found")
                .did_you_mean(member.span, &member.text, ["name"])
                .help("it has `name`; values that differ per environment are `let`s that `env` blocks set"),
        );
        Value::unknown(member.span)
    }

    /// `execution.name` and its like: known only when running.
    pub(super) fn context_member(&mut self, base: &str, member: &Name, span: Span) -> Value {
        let known = context::of(base);
        let Some(found) = known.clone().find(|known| known.member == member.text).map(|known| known.path) else {
            let names: Vec<&str> = known.map(|known| known.member).collect();
            self.sink.push(
                Diagnostic::new(codes::UNKNOWN_OUTPUT, member.span, format!("`{base}` has no `{}`", member.text))
                    .label("not found")
                    .did_you_mean(member.span, &member.text, names.iter().copied())
                    .help(format!("it has {}", list(names))),
            );
            return Value::unknown(span);
        };
        if base == "task" && !self.owner_hands_out_a_token() {
            self.sink.push(
                Diagnostic::new(codes::NOT_ALLOWED, span, "nothing waits for this token")
                    .label("only a `call` with `wait = token` has one")
                    .help("set `wait = token` in the `call` whose request this is"),
            );
            return Value::unknown(span);
        }
        Value::new(ValueKind::Context(found), span)
    }

    fn owner_hands_out_a_token(&self) -> bool {
        let block: Option<&Block> = self.owner.and_then(|owner| match self.scope.items.get(owner) {
            Some((Item::Stage(block, kind), _)) if kind.keyword == "call" => Some(*block),
            _ => None,
        });
        let members = block.into_iter().flat_map(|block| &block.members);
        members.into_iter().any(|member| {
            matches!(member, Member::Assign(assign) if assign.name.text == "wait"
                && matches!(&assign.value.kind, ExprKind::Name(word) if word == "token"))
        })
    }

    /// `matches(text, "prod-*")`: whether a text is like a pattern.
    pub(super) fn matches(&mut self, callee: &Name, arguments: &'a [Argument], span: Span) -> Value {
        let [text, pattern] = arguments else {
            self.sink.push(
                Diagnostic::new(codes::WRONG_ARGUMENTS, callee.span, "`matches` takes a text and a pattern")
                    .label(format!("{} given", arguments.len()))
                    .help(format!("write `{}`; `*` stands for any characters", MATCHES.example)),
            );
            return Value::unknown(span);
        };
        let text = self.convert(&text.value, &Ty::String, &Context { field: "matches" });
        let pattern = self.convert(&pattern.value, &Ty::String, &Context { field: "the pattern" });
        if text.ty() == Type::Unknown || pattern.ty() == Type::Unknown {
            return Value::unknown(span);
        }
        let Some(wanted) = pattern.text() else {
            self.sink.push(
                Diagnostic::new(codes::RUN_TIME_VALUE, pattern.blame(), "a pattern has to be known when compiling")
                    .label("known only when running"),
            );
            return Value::unknown(span);
        };
        let kind = match text.text() {
            Some(text) => ValueKind::Bool(glob::matches(&text, &wanted)),
            None => ValueKind::Matches(Box::new(text), wanted),
        };
        Value::new(kind, span)
    }
}
