//! `cheapest(gpu >= 1, memory >= 64GiB)`: a machine type that is looked up by what it has and costs.

use super::{Context, Value, ValueKind};
use crate::check::Checker;
use crate::check::scope::list;
use crate::diag::{Applicability, Diagnostic, codes};
use crate::syntax::ast::{Argument, BinaryOp, Expr, ExprKind};
use crate::vocab::facts::instances::SAGEMAKER_OVER_EC2;
use crate::vocab::facts::prices::{self, Comparison, Condition, Found, Offer, Property};
use crate::vocab::ty::{InstanceUse, Ty};

const EXAMPLE: &str = "cheapest(gpu >= 1, gpu_memory >= 24GiB)";

impl<'a> Checker<'a, '_> {
    /// The call where a machine type is expected.
    pub(super) fn cheapest(&mut self, expr: &'a Expr, use_: InstanceUse, cx: &Context) -> Value {
        let unknown = Value::unknown(expr.span);
        let ExprKind::Call(callee, arguments) = &expr.kind else { return unknown };
        if callee.text != "cheapest" {
            let title = format!("`{}` is not something that `{}` takes", callee.text, cx.field);
            self.sink.push(
                Diagnostic::new(codes::UNKNOWN_FUNCTION, callee.span, title)
                    .label("not known here")
                    .did_you_mean(callee.span, &callee.text, ["cheapest"])
                    .help(format!("it takes a type such as `ml.m5.xlarge`, or `{EXAMPLE}`")),
            );
            return unknown;
        }
        if arguments.is_empty() {
            self.sink.push(
                Diagnostic::new(codes::WRONG_ARGUMENTS, expr.span, "`cheapest` takes at least one condition")
                    .label("the cheapest of all machines is of little use")
                    .help(format!("write what is needed: `{EXAMPLE}`")),
            );
            return unknown;
        }
        let conditions: Vec<Option<Condition>> = arguments.iter().map(|argument| self.condition_of(argument)).collect();
        let Some(conditions) = conditions.into_iter().collect::<Option<Vec<_>>>() else { return unknown };
        // Without a Region nothing is built, and that was reported.
        let Some(region) = self.region.clone() else { return unknown };
        let found = prices::search(&region, use_, &conditions);
        let Some(best) = found.fit.first() else {
            self.sink.push(nothing(expr, &found, use_, &region));
            return unknown;
        };
        self.reasons.push(reason(best, &found, use_, &region));
        Value::new(ValueKind::Instance(best.name.to_owned(), 1), expr.span)
    }

    fn condition_of(&mut self, argument: &'a Argument) -> Option<Condition> {
        let value = &argument.value;
        if let Some(name) = &argument.name {
            let span = name.span.to(value.span);
            let mut found = Diagnostic::new(
                codes::WRONG_ARGUMENTS,
                span,
                format!("`{}` is given a value, and `cheapest` takes conditions", name.text),
            )
            .label("not a condition");
            if Property::find(&name.text).is_some() {
                found = found.fix(
                    "compare with `>=`",
                    name.span.to(value.span.before()),
                    format!("{} >= ", name.text),
                    Applicability::Maybe,
                );
            }
            self.sink.push(found.help(format!("write it as in `{EXAMPLE}`")));
            return None;
        }
        let ExprKind::Binary(op, place, left, right) = &value.kind else {
            if !matches!(value.kind, ExprKind::Missing) {
                self.sink.push(
                    Diagnostic::new(codes::WRONG_ARGUMENTS, value.span, "`cheapest` takes conditions")
                        .label("not a condition")
                        .help(format!("write it as in `{EXAMPLE}`")),
                );
            }
            return None;
        };
        let comparison = match op {
            BinaryOp::GreaterEqual => Comparison::AtLeast,
            BinaryOp::Greater => Comparison::Above,
            BinaryOp::LessEqual => Comparison::AtMost,
            BinaryOp::Less => Comparison::Below,
            BinaryOp::Equal => Comparison::Exactly,
            _ => {
                let mut found =
                    Diagnostic::new(codes::WRONG_ARGUMENTS, *place, format!("`{}` is no comparison", op.symbol()))
                        .label("not possible in `cheapest`");
                if *op == BinaryOp::And {
                    found = found.fix("separate the conditions by a comma", *place, ",", Applicability::Maybe);
                }
                self.sink.push(found.help("it takes `>=`, `>`, `==`, `<` and `<=`, and all conditions have to hold"));
                return None;
            }
        };
        let ExprKind::Name(name) = &left.kind else {
            self.sink.push(
                Diagnostic::new(codes::WRONG_ARGUMENTS, left.span, "a condition begins with what is compared")
                    .label("not a property of machines")
                    .help(format!("properties are {}", list(Property::ALL.map(|(word, _)| word)))),
            );
            return None;
        };
        let Some(property) = Property::find(name) else {
            let words = || Property::ALL.map(|(word, _)| word);
            self.sink.push(
                Diagnostic::new(codes::UNKNOWN_NAME, left.span, format!("machines have no property `{name}`"))
                    .label("not a property of machines")
                    .did_you_mean(left.span, name, words())
                    .help(format!("properties are {}", list(words()))),
            );
            return None;
        };
        let ty = if property.is_size() { Ty::Size } else { Ty::Count };
        let limit = self.convert(right, &ty, &Context { field: property.word() });
        if let Some(part) = limit.run_time_part() {
            self.sink.push(
                Diagnostic::new(codes::RUN_TIME_VALUE, part.blame(), "machines are chosen when compiling")
                    .label("known only when running")
                    .help("use a `let`, which `env` blocks can set per environment"),
            );
            return None;
        }
        Some(Condition { property, comparison, value: limit.number()? })
    }
}

fn has(offer: &Offer) -> String {
    let details = offer.details;
    let mut text = format!("{} vCPU, {} GiB", details.vcpu, details.memory_gib);
    if details.accelerator_count > 0 {
        let memory =
            details.accelerator_memory_gib.map_or_else(String::new, |memory| format!(" with {memory} GiB each"));
        let model = details.accelerator_model.unwrap_or("GPU");
        text.push_str(&format!(", {} {model}{memory}", details.accelerator_count));
    }
    text
}

fn nothing(expr: &Expr, found: &Found, use_: InstanceUse, region: &str) -> Diagnostic {
    let title = format!("no machine for {} in {region} fulfils all of these conditions", use_.word());
    let problem = Diagnostic::new(codes::UNKNOWN_INSTANCE, expr.span, title).label("nothing fits");
    let problem = match found.closest {
        Some(closest) => problem.note(format!("`{}` comes closest: {}", closest.name, has(&closest))),
        None => problem,
    };
    let source = "the compiler's table of machines may lack newer ones; name the type where you know it";
    problem.help(source)
}

/// Which machine was chosen, why, and what the next best would have been.
fn reason(best: &Offer, found: &Found, use_: InstanceUse, region: &str) -> String {
    let price = |offer: &Offer| format!("about ${:.2} an hour", offer.price);
    let next = match found.fit.get(1) {
        Some(next) => format!("next is {} ({}), {}", next.name, has(next), price(next)),
        None => "nothing else fits".to_owned(),
    };
    let place = match (best.local, prices::knows(region)) {
        (true, _) => format!("in {region}"),
        (false, true) => format!("in us-east-1, raised as other types are in {region}"),
        (false, false) => "in us-east-1".to_owned(),
    };
    format!(
        "cheapest of {} for {} in {region}: {} ({}), {}; {next}. Estimated: EC2's price of {} {place}, times {SAGEMAKER_OVER_EC2}",
        found.fit.len(),
        use_.word(),
        best.name,
        has(best),
        price(best),
        prices::DATE,
    )
}
