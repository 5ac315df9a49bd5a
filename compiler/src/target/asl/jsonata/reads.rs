//! Walks an expression and notes what it reads.

use super::functions::is_function;
use super::{Forbidden, Parsed};
use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage};
use jsonata_core::value::with_stack;
use std::collections::BTreeSet;

/// Everything `tree` reads; the template is left to others.
pub(super) fn reads(tree: &AstNode) -> Parsed {
    let mut walk = Walk::default();
    walk.node(tree, Inside(false));
    let (when_true, when_false) = walk.facts(tree);
    walk.parsed.assigned_when_true = when_true;
    walk.parsed.assigned_when_false = when_false;
    walk.parsed
}

/// Whether `$` and bare names mean a value of a path here; outside they would mean the state's input.
#[derive(Clone, Copy)]
struct Inside(bool);

/// Variables that surely have a value when a condition gave true, and when it gave false.
type Facts = (BTreeSet<String>, BTreeSet<String>);

#[derive(Default)]
struct Walk {
    parsed: Parsed,
    /// Names bound by `:=`, parameters, `@` and `#`, innermost last.
    bound: Vec<String>,
    /// Variables made sure of by a condition around the place.
    guarded: Vec<String>,
}

impl Walk {
    fn node(&mut self, node: &AstNode, inside: Inside) {
        with_stack(|| self.node_on_stack(node, inside));
    }

    fn node_on_stack(&mut self, node: &AstNode, inside: Inside) {
        match node {
            AstNode::String(_)
            | AstNode::Number(_)
            | AstNode::Boolean(_)
            | AstNode::Null
            | AstNode::Undefined
            | AstNode::Placeholder
            | AstNode::Regex { .. }
            | AstNode::Parent(_) => {}
            AstNode::Name(name) => self.name(name, inside),
            AstNode::Wildcard | AstNode::Descendant => self.context(inside),
            AstNode::Variable(name) if name.is_empty() => self.context(inside),
            AstNode::Variable(name) => self.variable(name, &[], false),
            AstNode::ParentVariable(_) => self.parsed.forbidden.push(Forbidden::Root),
            AstNode::Path { steps } => self.path(steps, inside, false),
            AstNode::Binary { op, lhs, rhs } => self.binary(*op, lhs, rhs, inside),
            AstNode::Unary { operand, .. } => self.node(operand, inside),
            AstNode::Function { name, args, is_builtin } => self.call(name, args, *is_builtin, inside),
            AstNode::Call { procedure, args } => {
                self.node(procedure, inside);
                self.all(args, inside);
            }
            AstNode::Lambda { params, body, .. } => {
                let outer = self.bound.len();
                self.bound.extend(params.iter().cloned());
                self.node(body, inside);
                self.bound.truncate(outer);
            }
            AstNode::Array(items) | AstNode::ArrayGroup(items) => self.all(items, inside),
            AstNode::Object(pairs) => self.pairs(pairs, inside),
            AstNode::ObjectTransform { input, pattern } => {
                self.node(input, inside);
                self.pairs(pattern, Inside(true));
            }
            AstNode::Block(expressions) => {
                let outer = self.bound.len();
                self.all(expressions, inside);
                self.bound.truncate(outer);
            }
            AstNode::Conditional { condition, then_branch, else_branch } => {
                self.node(condition, inside);
                let (when_true, when_false) = self.facts(condition);
                self.guarded_by(when_true, then_branch, inside);
                if let Some(branch) = else_branch {
                    self.guarded_by(when_false, branch, inside);
                }
            }
            AstNode::FunctionApplication(inner) => self.node(inner, Inside(true)),
            AstNode::Sort { input, terms } => {
                self.node(input, inside);
                for (term, _) in terms {
                    self.node(term, Inside(true));
                }
            }
            AstNode::Transform { location, update, delete } => {
                self.node(location, Inside(true));
                self.node(update, Inside(true));
                if let Some(delete) = delete {
                    self.node(delete, Inside(true));
                }
            }
        }
    }

    fn all(&mut self, nodes: &[AstNode], inside: Inside) {
        for node in nodes {
            self.node(node, inside);
        }
    }

    fn pairs(&mut self, pairs: &[(AstNode, AstNode)], inside: Inside) {
        for (key, value) in pairs {
            self.node(key, inside);
            self.node(value, inside);
        }
    }

    fn context(&mut self, inside: Inside) {
        if !inside.0 {
            self.parsed.forbidden.push(Forbidden::Context);
        }
    }

    fn name(&mut self, name: &str, inside: Inside) {
        if !inside.0 {
            self.parsed.forbidden.push(Forbidden::Name(name.to_owned()));
        }
    }

    /// A variable and the fixed names behind it; `tested` where only its existence is asked.
    fn variable(&mut self, name: &str, path: &[&str], tested: bool) {
        if self.bound.iter().any(|bound| bound == name) {
            return;
        }
        let owned = |path: &[&str]| path.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
        if name == "states" {
            match path.split_first() {
                Some((member, rest)) => {
                    self.parsed.states.members.entry((*member).to_owned()).or_default().insert(owned(rest));
                }
                None => self.parsed.states.whole = true,
            }
            return;
        }
        let guarded = tested || self.guarded.iter().any(|guard| guard == name);
        let reads = self.parsed.variables.entry(name.to_owned()).or_default();
        reads.paths.insert(owned(path));
        reads.unguarded |= !guarded;
    }

    fn path(&mut self, steps: &[PathStep], inside: Inside, tested: bool) {
        let Some((head, rest)) = steps.split_first() else { return };
        let outer = self.bound.len();
        match &head.node {
            AstNode::Variable(name) if !name.is_empty() => {
                let mut path = Vec::new();
                let mut open = head.stages.is_empty();
                for step in rest {
                    let AstNode::Name(member) = &step.node else { break };
                    if !open {
                        break;
                    }
                    path.push(member.as_str());
                    open = step.stages.is_empty();
                }
                self.variable(name, &path, tested);
            }
            node => self.node(node, inside),
        }
        self.stages(head);
        for step in rest {
            self.node(&step.node, Inside(true));
            self.stages(step);
        }
        self.bound.truncate(outer);
    }

    fn stages(&mut self, step: &PathStep) {
        self.bound.extend(step.focus.iter().chain(&step.index_var).cloned());
        for stage in &step.stages {
            match stage {
                Stage::Filter(condition) => self.node(condition, Inside(true)),
                Stage::Index(name) => self.bound.push(name.clone()),
                Stage::KeepArray => {}
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, lhs: &AstNode, rhs: &AstNode, inside: Inside) {
        match (op, lhs) {
            (BinaryOp::ColonEqual, AstNode::Variable(name)) => {
                // A function may call itself; any other value still reads the outer variable of that name.
                if matches!(rhs, AstNode::Lambda { .. }) {
                    self.bound.push(name.clone());
                    self.node(rhs, inside);
                } else {
                    self.node(rhs, inside);
                    self.bound.push(name.clone());
                }
            }
            (BinaryOp::And | BinaryOp::Or, _) => {
                self.node(lhs, inside);
                let (when_true, when_false) = self.facts(lhs);
                let known = if op == BinaryOp::And { when_true } else { when_false };
                self.guarded_by(known, rhs, inside);
            }
            (BinaryOp::FocusBind | BinaryOp::IndexBind, _) => {
                self.node(lhs, inside);
                if let AstNode::Variable(name) = rhs {
                    self.bound.push(name.clone());
                }
            }
            _ => {
                self.node(lhs, inside);
                self.node(rhs, inside);
            }
        }
    }

    fn guarded_by(&mut self, known: BTreeSet<String>, node: &AstNode, inside: Inside) {
        let outer = self.guarded.len();
        self.guarded.extend(known);
        self.node(node, inside);
        self.guarded.truncate(outer);
    }

    fn call(&mut self, name: &str, args: &[AstNode], with_dollar: bool, inside: Inside) {
        if !with_dollar {
            self.name(name, inside);
        } else if !self.bound.iter().any(|bound| bound == name) {
            let found = if is_function(name) { &mut self.parsed.functions } else { &mut self.parsed.unknown_functions };
            found.insert(name.to_owned());
        }
        match (name, args) {
            ("exists", [AstNode::Variable(tested)]) if !tested.is_empty() => self.variable(tested, &[], true),
            ("exists", [AstNode::Path { steps }]) => self.path(steps, inside, true),
            _ => self.all(args, inside),
        }
    }

    fn facts(&self, condition: &AstNode) -> Facts {
        with_stack(|| self.facts_on_stack(condition))
    }

    fn facts_on_stack(&self, condition: &AstNode) -> Facts {
        match condition {
            AstNode::Function { name, args, is_builtin: true } => match (name.as_str(), args.as_slice()) {
                ("exists", [tested]) => (self.free_head(tested).into_iter().collect(), BTreeSet::new()),
                ("not", [condition]) => {
                    let (when_true, when_false) = self.facts(condition);
                    (when_false, when_true)
                }
                ("boolean", [condition]) => self.facts(condition),
                _ => Facts::default(),
            },
            AstNode::Block(expressions) => match expressions.as_slice() {
                [condition] => self.facts(condition),
                _ => Facts::default(),
            },
            AstNode::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), lhs, rhs } => {
                let (left_true, left_false) = self.facts(lhs);
                let (right_true, right_false) = self.facts(rhs);
                if *op == BinaryOp::And {
                    (&left_true | &right_true, &left_false & &right_false)
                } else {
                    (&left_true & &right_true, &left_false | &right_false)
                }
            }
            _ => Facts::default(),
        }
    }

    /// The variable a path begins with, if it is one of the state machine.
    fn free_head(&self, node: &AstNode) -> Option<String> {
        let head = match node {
            AstNode::Path { steps } => &steps.first()?.node,
            node => node,
        };
        match head {
            AstNode::Variable(name) if !name.is_empty() && name != "states" && !self.bound.contains(name) => {
                Some(name.clone())
            }
            _ => None,
        }
    }
}
