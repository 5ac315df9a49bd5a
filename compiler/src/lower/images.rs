//! Image addresses. Problems with them were reported by the checker; what cannot be resolved is left empty.

use super::context::Context;
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::vocab::facts::hosted;
use crate::vocab::facts::images::{Request, Scope, resolve};

/// The address of an image or algorithm in a scope, for the machine that will run it.
pub(super) fn address(cx: &Context, value: &Checked, scope: Scope, instance: Option<&str>) -> String {
    match &value.kind {
        ValueKind::Text(_) => value.text().unwrap_or_default(),
        ValueKind::Call(name, arguments) if name == "container" => {
            arguments.get("image").and_then(Checked::text).unwrap_or_default()
        }
        ValueKind::Call(name, arguments) => {
            let text = |key: &str| arguments.get(key).and_then(Checked::text);
            let (version, python, pytorch) = (text("version"), text("python"), text("pytorch"));
            let Some((framework, version)) = hosted::image(name, version.as_deref(), pytorch.as_deref(), scope) else {
                return String::new();
            };
            let request = Request {
                framework,
                region: &cx.region,
                version,
                scope: Some(scope),
                instance,
                python: python.as_deref(),
                base: None,
            };
            resolve(&request).map(|image| image.uri).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The image that serves a trained model: the stage's `serving`, else the algorithm's inference image for CPUs.
pub(super) fn serving(cx: &Context, train: &Block) -> String {
    const CPU: Option<&str> = Some("ml.m5.large");
    if let Some(image) = train.get("serving") {
        return address(cx, image, Scope::Inference, CPU);
    }
    train.get("algorithm").map(|algorithm| address(cx, algorithm, Scope::Inference, CPU)).unwrap_or_default()
}
