//! Which passes run.

use std::collections::BTreeSet;

use crate::optimize::PASSES;

/// A set of passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passes(BTreeSet<&'static str>);

/// What is known of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// For `--passes`.
    pub name: &'static str,
    /// What it gains, in a line.
    pub about: &'static str,
    /// Whether it runs where nobody asks.
    pub on: bool,
}

/// Every pass, in running order.
pub fn known_passes() -> Vec<Known> {
    PASSES.iter().map(|pass| Known { name: pass.name, about: pass.about, on: pass.on }).collect()
}

impl Default for Passes {
    fn default() -> Self {
        Self(known_passes().into_iter().filter(|pass| pass.on).map(|pass| pass.name).collect())
    }
}

impl Passes {
    /// `-O0`: what is compiled as it was written.
    pub fn none() -> Self {
        Self(BTreeSet::new())
    }

    /// The same without one.
    pub(super) fn without(&self, name: &str) -> Self {
        Self(self.0.iter().copied().filter(|pass| *pass != name).collect())
    }

    /// Exactly these; or, where every name has a sign, the usual ones with `+name` and without `-name`.
    ///
    /// # Errors
    /// A sentence that names what is no pass, and those there are.
    pub fn parse(list: &str) -> Result<Self, String> {
        let words: Vec<&str> = list.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
        let signed = |word: &&str| word.starts_with(['+', '-']);
        let relative = !words.is_empty() && words.iter().all(signed);
        if !relative && words.iter().any(signed) {
            return Err("either every pass has a sign (`+cheap-poll,-fold`) or none has".to_owned());
        }
        let mut set = if relative { Self::default() } else { Self::none() };
        for word in words {
            let wanted = word.trim_start_matches(['+', '-']);
            let known = known_passes();
            let Some(pass) = known.iter().find(|pass| pass.name == wanted) else {
                let names: Vec<&str> = known.iter().map(|pass| pass.name).collect();
                return Err(format!("there is no pass `{wanted}`; there are {}", names.join(", ")));
            };
            set.0.remove(pass.name);
            if !word.starts_with('-') {
                set.0.insert(pass.name);
            }
        }
        Ok(set)
    }

    /// Whether a pass runs.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}
