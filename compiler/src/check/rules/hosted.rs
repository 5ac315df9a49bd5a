//! Hosted algorithms: a version that is known, or every piece that it would have told.

use crate::check::program::Program;
use crate::check::scope::list;
use crate::check::value::Value;
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::facts::algorithms::Algorithm;
use crate::vocab::facts::hosted::Hosted;

use super::algorithms::built_in;
use super::words::{did_you_mean_text, insert_argument, with_origin};

/// What a known version tells, with an example.
const PIECES: &[(&str, &str)] = &[
    ("pytorch", "\"1.9.0\""),
    ("script", "s3(\"bucket/sourcedir.tar.gz\")"),
    ("model", "s3(\"bucket/model.tar.gz\")"),
];

const TOLD_BY: &str =
    "`image_uris`, `script_uris` and `model_uris` of the SageMaker Python SDK tell the pieces of every version";

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::training(program) {
        let Some(algorithm) = built_in(block) else { continue };
        if let (Some(hosted), Some(value)) = (&algorithm.hosted, block.get("algorithm")) {
            pieces(algorithm, hosted, value, sink);
        }
    }
}

fn pieces(algorithm: &Algorithm, hosted: &Hosted, value: &Value, sink: &mut Sink) {
    let keyword = algorithm.keyword;
    let known = || hosted.releases.keys().copied();
    let source = format!("source: {}", algorithm.source);
    let new = |value: &Value, title: String| Diagnostic::new(codes::WRONG_ARGUMENTS, value.blame(), title);
    let given = PIECES.iter().find_map(|(piece, _)| value.get(piece));
    if let Some(version) = value.get("version") {
        if let Some(given) = given {
            sink.push(
                new(given, format!("`{keyword}` takes a version or the pieces of one, not both"))
                    .label("a version tells image, script and artifact itself")
                    .also(version.blame(), "the version")
                    .help("leave one of them out"),
            );
        }
        let Some(text) = version.text().filter(|text| !hosted.releases.contains_key(text.as_str())) else { return };
        let title = format!("the compiler knows no version `{text}` of `{keyword}`");
        let found = Diagnostic::new(codes::UNKNOWN_IMAGE, version.blame(), title).label("unknown version");
        let found = did_you_mean_text(found, version.span, &text, known());
        let knows = if hosted.releases.is_empty() { String::new() } else { format!("it knows {}; ", list(known())) };
        let help = format!("{knows}any other is spelled out: `{keyword}({})`", arguments(|_| true));
        sink.push(with_origin(found, version).help(help).note(TOLD_BY).note(source));
        return;
    }
    let lacking = |piece: &str| value.get(piece).is_none();
    match given {
        None => {
            let wanted =
                if hosted.releases.is_empty() { "the pieces of a version" } else { "a version, or the pieces of one" };
            let found = new(value, format!("`{keyword}` needs {wanted}"))
                .label("nothing tells what is run")
                .help(format!("the pieces are {}", list(PIECES.iter().map(|(piece, _)| *piece))))
                .note(TOLD_BY);
            sink.push(match known().last() {
                Some(newest) => insert_argument(found, value, &format!("\"{newest}\""), Applicability::Maybe),
                None => insert_argument(found, value, &arguments(|_| true), Applicability::Placeholder),
            });
        }
        Some(given) if PIECES.iter().any(|(piece, _)| lacking(piece)) => {
            let missing = PIECES.iter().map(|(piece, _)| *piece).filter(|piece| lacking(piece));
            let found = new(given, format!("`{keyword}` without a version needs {} as well", list(missing)))
                .label("some of the pieces only")
                .note(TOLD_BY);
            sink.push(insert_argument(found, value, &arguments(lacking), Applicability::Placeholder));
        }
        Some(_) => {}
    }
}

/// The wanted pieces as arguments.
fn arguments(wanted: impl Fn(&str) -> bool) -> String {
    let wanted = PIECES.iter().filter(|(piece, _)| wanted(piece));
    wanted.map(|(piece, example)| format!("{piece} = {example}")).collect::<Vec<_>>().join(", ")
}
