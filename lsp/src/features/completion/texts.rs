//! Texts in quotes that come from a list: Regions, versions, metrics, words of hyperparameters.

use mlc_compiler::vocab::facts::algorithms::{self, Domain};
use mlc_compiler::vocab::facts::regions;
use mlc_compiler::vocab::{Ty, functions};

use super::{Asker, Doc, Item, ItemKind};
use crate::place::{Expected, Holds, Inside};

impl Asker<'_> {
    pub(super) fn texts(&self, expected: Expected) -> Vec<Item> {
        let frames = &self.place.around.frames;
        let outer = frames.len().checked_sub(2).and_then(|at| Some((self.place.inside.get(at)?, frames.get(at)?)));
        let field = expected.field.map_or("", |field| field.name);
        let word = |word: String| Item::new(word, ItemKind::Word, "", Doc::None);
        match outer {
            Some((Inside::Arguments(function), frame)) => {
                let name = if let Holds::Call(name) = frame.holds { name.text(self.place.text) } else { function.name };
                let algorithm = self.word_of("algorithm").and_then(algorithms::find);
                match (field, function.name) {
                    ("version", _) => {
                        let ty = if functions::find(&Ty::Image, name).is_some() && self.is_image() {
                            Ty::Image
                        } else {
                            Ty::Algorithm
                        };
                        super::values::versions(name, self.scope(&ty)).into_iter().map(word).collect()
                    }
                    ("name", "final") => algorithm
                        .into_iter()
                        .flat_map(|algorithm| &algorithm.metrics)
                        .map(|metric| word((*metric).to_owned()))
                        .collect(),
                    _ => Vec::new(),
                }
            }
            Some((Inside::Entries(_, Some(of)), frame)) if of.name == "hyperparameters" => {
                let key = frame.key().map(|key| key.text(self.place.text));
                let algorithm = self.word_of("algorithm").and_then(algorithms::find);
                let parameter = algorithm.zip(key).and_then(|(algorithm, key)| algorithm.hyperparameter(key));
                match parameter.map(|parameter| &parameter.domain) {
                    Some(Domain::Choice(words) | Domain::Choices(words)) => {
                        words.iter().map(|choice| word((*choice).to_owned())).collect()
                    }
                    _ => Vec::new(),
                }
            }
            _ if field == "region" => regions::all().map(|region| word(region.name.to_owned())).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether the call around is the value of an image field.
    fn is_image(&self) -> bool {
        let frames = &self.place.around.frames;
        let at = frames.len().checked_sub(3);
        let expected = at.and_then(|at| Some(self.place.expected(*self.place.inside.get(at)?, frames.get(at)?)));
        expected.and_then(|expected| expected.ty).is_some_and(|ty| ty == Ty::Image)
    }
}
