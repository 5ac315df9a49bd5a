//! The Region is known, every image exists in it, and is made for the machine it runs on.

use crate::base::Span;
use crate::check::program::{Block, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::facts::hosted;
use crate::vocab::facts::images::{ImageError, Request, Scope, resolve};
use crate::vocab::facts::instances::{Processor, processor};
use crate::vocab::facts::regions;

use super::words::{did_you_mean_text, insert_argument, shortened, with_origin};

const SOURCE: &str = "image addresses are those of the SageMaker Python SDK 2.257.7 (2026-11)";
const OWN: &str = "a newer image, or your own, is given by its address: `container(\"...\")`";

pub fn check(program: &Program, sink: &mut Sink) {
    let Some(region) = region(program, sink) else { return };
    for block in program.stages.values() {
        match block.kind.keyword {
            "process" | "evaluate" => used(block, "image", Scope::Processing, &region, program, sink),
            "train" | "tune" => {
                used(block, "algorithm", Scope::Training, &region, program, sink);
                serving(block, &region, program, sink);
            }
            "model" => serving(block, &region, program, sink),
            "monitor" => monitoring(block, &region, program, sink),
            _ => {}
        }
    }
}

/// The Region, where the tables have it.
fn region(program: &Program, sink: &mut Sink) -> Option<String> {
    let value = program.pipeline.get("region")?;
    let region = value.text()?;
    if regions::find(&region).is_some() {
        return Some(region);
    }
    let found = Diagnostic::new(codes::UNKNOWN_IMAGE, value.blame(), format!("there is no Region `{region}`"))
        .label("unknown Region")
        .note(SOURCE);
    let found = did_you_mean_text(found, value.span, &region, regions::all().map(|region| region.name));
    sink.push(with_origin(found, value).help("Regions are written as in `eu-west-1`"));
    None
}

fn used(block: &Block, field: &str, scope: Scope, region: &str, program: &Program, sink: &mut Sink) {
    let Some(value) = block.get(field) else { return };
    let machine = block.instance("instance").map(|(name, _)| name);
    match &value.kind {
        ValueKind::Text(_) => address(value, value, block, machine, sink),
        ValueKind::Call(name, arguments) if name == "container" => {
            if let Some(image) = arguments.get("image") {
                address(image, value, block, machine, sink);
            }
        }
        ValueKind::Call(name, _) => {
            if let Err(error) = lookup(name, value, scope, region, machine) {
                report(&error, name, value, scope, block, program).into_iter().for_each(|found| sink.push(found));
            }
        }
        _ => {}
    }
}

fn lookup(name: &str, value: &Value, scope: Scope, region: &str, instance: Option<&str>) -> Result<(), ImageError> {
    let text = |key: &str| value.get(key).and_then(Value::text);
    // An argument that could not be read was reported; nothing follows from its absence.
    let arguments = ["version", "python", "pytorch"];
    if arguments.into_iter().filter_map(|key| value.get(key)).any(|one| one.text().is_none()) {
        return Ok(());
    }
    let (version, python, pytorch) = (text("version"), text("python"), text("pytorch"));
    // What a hosted algorithm lacks is told by a rule of its own.
    let Some((framework, version)) = hosted::image(name, version.as_deref(), pytorch.as_deref(), scope) else {
        return Ok(());
    };
    let request =
        Request { framework, region, version, scope: Some(scope), instance, python: python.as_deref(), base: None };
    resolve(&request).map(|_| ())
}

fn report(
    error: &ImageError,
    name: &str,
    value: &Value,
    scope: Scope,
    block: &Block,
    program: &Program,
) -> Option<Diagnostic> {
    // A hosted algorithm is given the version of a framework's image.
    let (name, version_key) = hosted::find(name).map_or((name, "version"), |hosted| (hosted.framework, "pytorch"));
    let word = name.replace('-', "_");
    let new = |span: Span, title: String| Diagnostic::new(codes::UNKNOWN_IMAGE, span, title).note(SOURCE);
    let argument = |key: &str| value.get(key).unwrap_or(value);
    let written = |key: &str| value.get(key).and_then(Value::text).unwrap_or_default();
    Some(match error {
        ImageError::UnknownFramework { .. } => return None,
        ImageError::UnknownVersion { known } => {
            let (version, place) = (written(version_key), argument(version_key));
            let title = format!("`{word}` has no version `{version}` for {}", scope.name());
            let found = new(place.blame(), title).label("unknown version");
            let found = did_you_mean_text(found, place.span, &version, known.iter().copied());
            let newest: Vec<&str> = known.iter().rev().copied().collect();
            with_origin(found, place).help(format!("it has {}; {OWN}", shortened(&newest, 8)))
        }
        ImageError::NeedsVersion { known } => {
            let newest = known.last().copied().unwrap_or("1.0");
            let found = new(value.blame(), format!("`{word}` needs a version")).label("several versions exist");
            let bare = matches!(&value.kind, ValueKind::Call(_, arguments) if arguments.is_empty());
            let found = if bare {
                insert_argument(found, value, &format!("\"{newest}\""), Applicability::Maybe)
            } else {
                found
            };
            let listed: Vec<&str> = known.iter().rev().copied().collect();
            found.help(format!("it has {}", shortened(&listed, 8)))
        }
        ImageError::UnknownRegion { .. } => {
            let region = program.pipeline.text("region").unwrap_or_default();
            new(value.blame(), format!("the image of `{word}` is not published in `{region}`"))
                .label("not available there")
                .also(program.pipeline.place("region"), "the pipeline's Region")
                .help(OWN)
        }
        ImageError::NeedsPython { known } => {
            let found =
                new(value.blame(), format!("`{word}` exists for several versions of Python")).label("choose one");
            let applicability = if known.len() == 1 { Applicability::Always } else { Applicability::Maybe };
            let found = known.iter().rev().fold(found, |found, python| {
                insert_argument(found, value, &format!("python = \"{python}\""), applicability)
            });
            found.help(format!("it has {}", shortened(known, 8)))
        }
        ImageError::UnknownPython { known } => {
            let (python, place) = (written("python"), argument("python"));
            let title = format!("this version of `{word}` has no image for `{python}`");
            let found = new(place.blame(), title).label("unknown version of Python");
            did_you_mean_text(found, place.span, &python, known.iter().copied())
                .help(format!("it has {}", shortened(known, 8)))
        }
        ImageError::NeedsBase { known } => new(value.blame(), format!("`{word}` exists with several libraries"))
            .label("its name and version leave the library open")
            .help(format!("there are {}; give the address: `container(\"...\")`", shortened(known, 4))),
        ImageError::NeedsInstance { .. } => return None,
        ImageError::WrongProcessor { wanted, offered } => {
            let (machine, _) = block.instance("instance").unwrap_or_default();
            let title =
                format!("this version of `{word}` has no image for {}, which `{machine}` has", hardware(wanted));
            Diagnostic::new(codes::IMAGE_PROCESSOR, value.blame(), title)
                .label(format!("it has images for {}", shortened(offered, 4)))
                .also(block.place("instance"), format!("this machine has {}", hardware(wanted)))
                .help("take another machine, or another version")
                .note(SOURCE)
        }
        ImageError::WrongScope { offered } => new(value.blame(), format!("`{word}` has no image for {}", scope.name()))
            .label(format!("not made for {}", scope.name()))
            .help(format!("it has images for {}", shortened(offered, 6))),
    })
}

fn hardware(processor: &str) -> &'static str {
    match processor {
        "gpu" => "a GPU",
        "inf" => "Inferentia chips",
        "trn" => "Trainium chips",
        "graviton" => "an Arm processor",
        _ => "a CPU alone",
    }
}

/// What an address says by itself: whether it is one, and for which machines its tag is made.
fn address(image: &Value, whole: &Value, block: &Block, machine: Option<&str>, sink: &mut Sink) {
    let Some(text) = image.text() else { return };
    let (host, rest) = text.split_once('/').unwrap_or(("", ""));
    if text.contains(char::is_whitespace) || !host.contains('.') || rest.is_empty() || host.ends_with(':') {
        let title = format!("`{text}` is not the address of an image");
        let found = Diagnostic::new(codes::UNKNOWN_IMAGE, image.blame(), title)
            .label("registry, repository and tag expected")
            .help("it looks like `123456789012.dkr.ecr.eu-west-1.amazonaws.com/mine:1`");
        let bare = text.trim_start_matches("https://").trim_start_matches("http://");
        let found = if bare == text || image.via.is_some() {
            found
        } else {
            found.fix("leave the scheme out", image.span, format!("\"{bare}\""), Applicability::Always)
        };
        sink.push(found);
        return;
    }
    let Some(machine) = machine else { return };
    let tag = rest.rsplit_once(':').map_or("", |(_, tag)| tag);
    let made_for = |word: &str| tag.split(['-', '_', '.']).any(|part| part == word);
    let has_gpu = processor(machine) == Processor::Gpu;
    let (made, has) = match (made_for("gpu"), made_for("cpu")) {
        (true, false) if !has_gpu => ("GPU", "has no GPU"),
        (false, true) if has_gpu => ("CPU", "has a GPU, which would stay idle"),
        _ => return,
    };
    sink.push(
        Diagnostic::new(codes::IMAGE_PROCESSOR, whole.blame(), format!("a {made} image on `{machine}`"))
            .label(format!("made for {made} machines, says its tag"))
            .also(block.place("instance"), format!("`{machine}` {has}"))
            .help("take the other image, or another machine"),
    );
}

/// The image that serves the model: the stage's own, or the algorithm's.
fn serving(block: &Block, region: &str, program: &Program, sink: &mut Sink) {
    const CPU: Option<&str> = Some("ml.m5.large");
    if let Some(value) = block.get("serving") {
        match &value.kind {
            ValueKind::Text(_) => address(value, value, block, None, sink),
            ValueKind::Call(name, arguments) if name == "container" => {
                if let Some(image) = arguments.get("image") {
                    address(image, value, block, None, sink);
                }
            }
            ValueKind::Call(name, _) => {
                if let Err(error) = lookup(name, value, Scope::Inference, region, CPU) {
                    report(&error, name, value, Scope::Inference, block, program)
                        .into_iter()
                        .for_each(|found| sink.push(found));
                }
            }
            _ => {}
        }
        return;
    }
    let Some(value) = block.get("algorithm") else { return };
    let ValueKind::Call(name, _) = &value.kind else { return };
    let machine = block.instance("instance").map(|(name, _)| name);
    let trains = lookup(name, value, Scope::Training, region, machine).is_ok();
    let version = value.get("version").and_then(Value::text);
    let told = hosted::image(name, version.as_deref(), None, Scope::Inference).is_some();
    let serves = told && lookup(name, value, Scope::Inference, region, CPU).is_ok();
    // A version that is not known is told by another rule.
    if name == "container" || !trains || serves || (!told && version.is_some()) {
        return;
    }
    let Some(user) = server(program, &block.name.text) else { return };
    let word = name.replace('-', "_");
    sink.push(
        Diagnostic::new(codes::UNKNOWN_IMAGE, value.blame(), format!("this version of `{word}` has no serving image"))
            .label("cannot serve what it trains")
            .also(user.header, "needs an image that serves the model")
            .help("set `serving = ...` beside `algorithm`")
            .note(SOURCE),
    );
}

/// A stage that registers or serves the model of `train`, also as the winner of an `evaluate`.
fn server<'p>(program: &'p Program, train: &str) -> Option<&'p Block> {
    let is_candidate = |evaluate: &str| {
        let candidates = program.stages.get(evaluate).and_then(|block| block.get("candidates"));
        candidates.is_some_and(|value| crate::check::graph::stages_in(value).iter().any(|(name, _)| name == train))
    };
    program.stages.values().filter(|block| matches!(block.kind.keyword, "register" | "deploy")).find(|block| {
        let models = [block.get("model"), block.get("variants")].into_iter().flatten();
        models.flat_map(crate::check::graph::stages_in).any(|(stage, _)| stage == train || is_candidate(&stage))
    })
}

fn monitoring(block: &Block, region: &str, program: &Program, sink: &mut Sink) {
    let request = Request { framework: "model-monitor", region, scope: Some(Scope::Monitoring), ..Request::default() };
    if let Err(ImageError::UnknownRegion { .. }) = resolve(&request) {
        sink.push(
            Diagnostic::new(codes::UNKNOWN_IMAGE, block.header, format!("`monitor` has no image in `{region}`"))
                .label("not available there")
                .also(program.pipeline.place("region"), "the pipeline's Region")
                .note(SOURCE),
        );
    }
}
