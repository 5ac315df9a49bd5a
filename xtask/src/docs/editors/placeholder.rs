//! A value of each type, as a place to type in a snippet.

use mlc_compiler::vocab::ty::{Field, Ty};

/// Counts the places of one snippet.
#[derive(Default)]
pub struct Stops {
    last: usize,
}

impl Stops {
    /// A place with a text to type over.
    pub fn over(&mut self, text: &str) -> String {
        self.last += 1;
        format!("${{{}:{}}}", self.last, escaped(text))
    }

    /// A place with words to choose from.
    pub fn choice(&mut self, words: &[&str]) -> String {
        self.last += 1;
        let words: Vec<String> =
            words.iter().map(|word| escaped(word).replace(',', "\\,").replace('|', "\\|")).collect();
        format!("${{{}|{}|}}", self.last, words.join(","))
    }

    /// A value of a field.
    pub fn value(&mut self, field: &Field) -> String {
        self.of(&field.ty, field.name)
    }

    fn of(&mut self, ty: &Ty, name: &str) -> String {
        match ty {
            Ty::String | Ty::Scalar | Ty::Value | Ty::Json => format!("\"{}\"", self.over(name)),
            Ty::Secret => format!("secret(\"{}\")", self.over("name")),
            Ty::S3 => format!("s3(\"{}\")", self.over("bucket/prefix")),
            Ty::Number | Ty::Count => self.over("1"),
            Ty::Bool => self.choice(&["true", "false"]),
            Ty::Duration => self.over("1h"),
            Ty::Size => self.over("50GiB"),
            Ty::Percent => self.over("10%"),
            Ty::Money => format!("\\${}", self.over("1")),
            Ty::Instance(_) => self.over("ml.m5.xlarge"),
            Ty::Image => self.over("sklearn(\"1.2-1\")"),
            Ty::Algorithm => self.over("xgboost(\"1.7-1\")"),
            Ty::Role => self.over("execution_role"),
            Ty::Topic => self.over("topic"),
            Ty::Dataset | Ty::DatasetOf(_) => self.over("data"),
            Ty::Model | Ty::Deployable => self.over("model"),
            Ty::Endpoint => self.over("endpoint"),
            Ty::FeatureGroup => self.over("group"),
            Ty::Stage => self.over("stage"),
            Ty::Metric => self.over("metric"),
            Ty::Feature => self.over("feature"),
            Ty::Symbol(words) => self.choice(words),
            Ty::List(item) => format!("[{}]", self.of(item, name)),
            Ty::Map(item) => format!("{{ {} = {} }}", self.over("name"), self.of(item, name)),
            Ty::Record(fields) => self.record(fields),
            Ty::Call(functions) => self.over(functions.first().map_or("", |function| function.example)),
            Ty::Either(first, second) => {
                // Several words to choose from say most, one alone is an exception.
                let words = |ty: &Ty| matches!(ty, Ty::Symbol(words) if words.len() > 1);
                let other = matches!(first, Ty::Symbol(_)) && !words(first) || words(second);
                self.of(if other { second } else { first }, name)
            }
            Ty::Given | Ty::Requests => "{}".to_owned(),
        }
    }

    /// The fields that a record must have, or a place for those it may have.
    fn record(&mut self, fields: &[Field]) -> String {
        let required: Vec<String> = fields
            .iter()
            .filter(|field| field.required)
            .map(|field| format!("{} = {}", field.name, self.value(field)))
            .collect();
        if required.is_empty() { format!("{{{}}}", self.over("")) } else { format!("{{ {} }}", required.join(", ")) }
    }
}

/// Text that means nothing else in a snippet.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

/// What a snippet leaves where nothing is typed: the texts of its places.
#[cfg(test)]
pub fn untouched(snippet: &str) -> String {
    let mut text = String::new();
    let mut letters = snippet.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.extend(letters.next()),
            '$' if letters.peek() == Some(&'{') => {
                letters.next();
                let choice = letters.find(|letter| !letter.is_ascii_digit()) == Some('|');
                while let Some(letter) = letters.next() {
                    match letter {
                        '}' => break,
                        '\\' => text.extend(letters.next()),
                        ',' | '|' if choice => {
                            letters.find(|letter| *letter == '}');
                            break;
                        }
                        other => text.push(other),
                    }
                }
            }
            '$' => while letters.next_if(char::is_ascii_digit).is_some() {},
            other => text.push(other),
        }
    }
    text
}
