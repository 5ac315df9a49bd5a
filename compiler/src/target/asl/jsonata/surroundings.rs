//! The clock and the chance that an expression sees in a simulated run: the same seed gives the same values.

use super::evaluate::{Given, fail};
use jsonata_core::evaluator::{Evaluator, EvaluatorError};
use jsonata_core::value::JValue;
use std::cell::Cell;
use std::rc::Rc;

/// What an expression may learn besides its bindings.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The present, in milliseconds since 1970.
    pub now: u64,
    /// The state of the stream that `$random`, `$uuid` and `$shuffle` draw from.
    pub chance: Rc<Cell<u64>>,
}

/// The next 64 bits of a stream (SplitMix64, Steele, Lea and Flood 2014).
pub fn next_bits(state: &Cell<u64>) -> u64 {
    state.set(state.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
    let mixed = state.get();
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Bits as a number from 0 up to and without 1.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit a double")]
pub fn fraction(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

pub(super) fn register(evaluator: &mut Evaluator, known: &Surroundings) -> Result<(), EvaluatorError> {
    let now = known.now;
    evaluator.register_fn_override("millis", move |_: &[JValue]| Ok(JValue::from(now)))?;
    evaluator.register_fn_override("now", move |arguments: &[JValue]| from_millis(now, arguments))?;
    let chance = Rc::clone(&known.chance);
    evaluator.register_fn_override("random", move |arguments: &[JValue]| {
        Ok(JValue::from(fraction(match arguments.first().and_then(JValue::as_f64) {
            Some(seed) => next_bits(&Cell::new(seed.to_bits())),
            None => next_bits(&chance),
        })))
    })?;
    let chance = Rc::clone(&known.chance);
    evaluator.register_fn_override("shuffle", move |arguments: &[JValue]| shuffle(&chance, arguments))?;
    let chance = Rc::clone(&known.chance);
    evaluator.register_fn("uuid", move |_: &[JValue]| Ok(JValue::from(uuid(&chance))))
}

/// A version 4 UUID.
fn uuid(chance: &Cell<u64>) -> String {
    let (high, low) = (next_bits(chance), next_bits(chance));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff
    )
}

fn shuffle(chance: &Cell<u64>, arguments: &[JValue]) -> Given {
    let Some(items) = arguments.first().and_then(JValue::as_array) else {
        return fail("`$shuffle` takes a list");
    };
    let mut items = items.to_vec();
    for last in (1..items.len()).rev() {
        let chosen = next_bits(chance) % (last as u64 + 1);
        items.swap(last, usize::try_from(chosen).unwrap_or(0));
    }
    Ok(JValue::array(items))
}

/// `$now(picture, timezone)` is `$fromMillis` of the present.
fn from_millis(now: u64, arguments: &[JValue]) -> Given {
    let mut evaluator = Evaluator::new();
    let given = [("picture", arguments.first()), ("timezone", arguments.get(1))];
    evaluator.register_fn("present", move |_: &[JValue]| Ok(JValue::from(now)))?;
    let mut call = "$fromMillis($present()".to_owned();
    for (name, value) in given {
        if let Some(text) = value.and_then(JValue::as_str) {
            let text = text.to_owned();
            evaluator.register_fn(name, move |_: &[JValue]| Ok(JValue::from(text.clone())))?;
            call = format!("{call}, ${name}()");
        }
    }
    match jsonata_core::parser::parse(&(call + ")")) {
        Ok(tree) => evaluator.evaluate(&tree, &JValue::Undefined),
        Err(error) => fail(error.to_string()),
    }
}
