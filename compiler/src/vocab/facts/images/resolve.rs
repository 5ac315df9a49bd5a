//! From a request to an address, by the rules of the SageMaker SDK (`image_uris.py`), but never guessing a version.

use indexmap::IndexMap;

use super::table::{Entry, Images, table};
use super::{Image, ImageError, Request, Scope};
use crate::vocab::facts::instances::{Processor, family, processor};
use crate::vocab::facts::regions;

type Text = &'static str;
type Found<T> = Result<T, ImageError>;

/// Repositories whose tags carry full versions and the Neuron version.
const NEURON_INFERENCE: [&str; 2] = ["huggingface-pytorch-inference-neuron", "huggingface-pytorch-inference-neuronx"];
/// Further repositories whose tags carry the Neuron version.
const NEURON_NUMBERED: [&str; 3] =
    ["pytorch-training-neuron", "pytorch-training-neuronx", "huggingface-vllm-inference-neuronx"];

/// The address of an image.
pub fn resolve(request: &Request<'_>) -> Found<Image> {
    let framework = framework(request)?;
    let images = images(&framework, request)?;
    let (written, of_version) = version(images, request)?;
    let (base, entry) = variant(&framework, of_version, request)?;
    let python = python(&framework, entry, request)?;
    let entry = python.and_then(|python| entry.sub.get(python)).unwrap_or(entry);
    let (account, dns_suffix) = registry(entry, request)?;
    let offered = if images.proc.is_empty() { &entry.proc } else { &images.proc };
    let processor = chosen_processor(offered, request)?;
    let repository = entry.repo.unwrap_or_default();
    let prefix = match base {
        Some(base) => {
            // The Neuron images are tagged with the full version however it was written.
            let neuron = NEURON_INFERENCE.contains(&repository);
            let full = |short, aliases: &IndexMap<Text, Text>| aliases.get(short).copied().filter(|_| neuron);
            let base = full(base, &of_version.aliases).unwrap_or(base);
            let version = full(written, &images.aliases).unwrap_or(written);
            format!("{}-transformers{version}", base.trim_start_matches(|letter: char| !letter.is_numeric()))
        }
        None => entry.tag.unwrap_or(written).to_owned(),
    };
    let tag = if framework.arm64 && framework.plain_arm64() {
        // These two mark the architecture in the version instead of having a repository of their own.
        let rest = if framework.name == "sklearn" { "-cpu-py3" } else { "" };
        format!("{prefix}-arm64{rest}")
    } else {
        let end = tag_end(&framework, entry, repository, processor);
        let parts = [Some(prefix.as_str()), framework.tool.or(processor), python, end.as_deref()];
        let parts: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        let joined = parts.join("-");
        // The Triton images name only the CPU.
        if framework.name == "sagemaker-tritonserver" { joined.trim_end_matches("-gpu").to_owned() } else { joined }
    };
    let region = request.region;
    let colon = if tag.is_empty() { "" } else { ":" };
    let uri = format!("{account}.dkr.ecr.{region}.{dns_suffix}/{repository}{colon}{tag}");
    Ok(Image { uri, account, repository, tag, processors: offered.clone() })
}

/// A framework as asked for and what follows from the instance type.
struct Framework {
    /// Name in the table.
    name: Text,
    /// Part of the tag in place of the processor.
    tool: Option<Text>,
    /// Whether an image for Arm is needed.
    arm64: bool,
}

impl Framework {
    fn plain_arm64(&self) -> bool {
        matches!(self.name, "xgboost" | "sklearn")
    }

    fn is_huggingface(&self) -> bool {
        let names = ["huggingface", "huggingface-neuron", "huggingface-neuronx", "huggingface-training-compiler"];
        names.contains(&self.name)
    }
}

fn framework(request: &Request<'_>) -> Found<Framework> {
    let frameworks = &table().frameworks;
    let unknown = || ImageError::UnknownFramework { known: super::frameworks() };
    let on = request.instance.map(processor);
    let neuron = matches!(on, Some(Processor::Inferentia | Processor::Trainium));
    let wanted = match request.framework {
        "pytorch" if neuron => "pytorch-neuron",
        "huggingface" if neuron => "huggingface-neuron",
        other => other,
    };
    let (name, _) = frameworks.get_key_value(wanted).ok_or_else(unknown)?;
    let tool = match *name {
        "pytorch-neuron" | "huggingface-neuron" => Some("neuron"),
        "huggingface-neuronx" => Some("neuronx"),
        _ => None,
    };
    Ok(Framework { name, tool, arm64: on == Some(Processor::Graviton) })
}

fn images(framework: &Framework, request: &Request<'_>) -> Found<&'static Images> {
    let scopes = table().frameworks.get(framework.name).ok_or(ImageError::WrongScope { offered: Vec::new() })?;
    let scope = request.scope.map(Scope::name);
    if framework.arm64 || scope == Some("inference_graviton") {
        let wrong = || ImageError::WrongProcessor { wanted: "graviton", offered: processors(scopes.values()) };
        if !matches!(scope, None | Some("inference" | "inference_graviton")) {
            return Err(wrong());
        }
        return scopes.get("inference_graviton").ok_or_else(wrong);
    }
    if let Some(all) = scopes.get("*") {
        let fits = all.scope.is_empty() || scope.is_none_or(|scope| all.scope.iter().any(|one| serves(one, scope)));
        return if fits { Ok(all) } else { Err(ImageError::WrongScope { offered: all.scope.clone() }) };
    }
    let offered: Vec<_> = scopes.keys().copied().collect();
    let one = match (scope, offered.as_slice()) {
        (Some(scope), _) => {
            offered.iter().find(|one| **one == scope).or_else(|| offered.iter().find(|one| serves(one, scope))).copied()
        }
        (None, [only]) => Some(*only),
        (None, _) if framework.plain_arm64() => Some("training"),
        (None, _) => None,
    };
    one.and_then(|one| scopes.get(one)).ok_or(ImageError::WrongScope { offered })
}

/// Whether images published for `offered` are the ones to use for `wanted`: script processing runs in training images,
/// and monitoring jobs are processing jobs.
fn serves(offered: &str, wanted: &str) -> bool {
    offered == wanted
        || matches!((offered, wanted), ("training" | "monitoring", "processing") | ("processing", "monitoring"))
}

fn processors<'a>(scopes: impl Iterator<Item = &'a Images>) -> Vec<Text> {
    let mut found = Vec::new();
    for one in
        scopes.flat_map(|images| images.proc.iter().chain(images.versions.values().flat_map(|entry| &entry.proc)))
    {
        if !found.contains(one) {
            found.push(*one);
        }
    }
    found
}

/// The version as written (it goes into the tag like that) and what it stands for.
fn version<'a>(images: &'static Images, request: &Request<'a>) -> Found<(&'a str, &'static Entry)> {
    let Some(written) = request.version else {
        let mut versions = images.versions.iter();
        return match (versions.next(), versions.next()) {
            (Some((only, entry)), None) => Ok((only, entry)),
            _ => Err(ImageError::NeedsVersion { known: super::listed(images) }),
        };
    };
    let full = images.aliases.get(written).copied().unwrap_or(written);
    let entry = images.versions.get(full).ok_or_else(|| ImageError::UnknownVersion { known: super::listed(images) })?;
    Ok((written, entry))
}

/// For Hugging Face images: the library underneath, as it goes into the tag.
fn variant<'a>(
    framework: &Framework,
    entry: &'static Entry,
    request: &Request<'a>,
) -> Found<(Option<&'a str>, &'static Entry)> {
    if !framework.is_huggingface() {
        return Ok((None, entry));
    }
    let needs = || ImageError::NeedsBase { known: entry.sub.keys().copied().collect() };
    let written = match (request.base, entry.sub.len()) {
        (Some(base), _) => base,
        (None, 1) => entry.sub.keys().next().copied().ok_or_else(needs)?,
        (None, _) => return Err(needs()),
    };
    let full = entry.aliases.get(written).copied().unwrap_or(written);
    Ok((Some(written), entry.sub.get(full).ok_or_else(needs)?))
}

fn python(framework: &Framework, entry: &'static Entry, request: &Request<'_>) -> Found<Option<Text>> {
    let known: Vec<Text> = if entry.repo.is_some() { entry.py.clone() } else { entry.sub.keys().copied().collect() };
    match (request.python, known.as_slice()) {
        (_, []) => Ok(None),
        (None, _) if framework.name == "spark" => Ok(None),
        (None, [only]) => Ok(Some(only)),
        (None, _) => Err(ImageError::NeedsPython { known }),
        (Some(python), _) => {
            let found = known.iter().find(|one| **one == python).copied();
            found.map(Some).ok_or(ImageError::UnknownPython { known })
        }
    }
}

fn registry(entry: &Entry, request: &Request<'_>) -> Found<(Text, Text)> {
    let accounts = entry.reg.and_then(|set| table().registries.get(set));
    let unknown = || ImageError::UnknownRegion {
        known: accounts.map(|table| table.keys().copied().collect()).unwrap_or_default(),
    };
    let account = accounts.and_then(|table| table.get(request.region)).ok_or_else(unknown)?;
    let region = regions::find(request.region).ok_or_else(unknown)?;
    Ok((account, region.dns_suffix))
}

/// What the tag says about the processor; nothing where the image is one for all.
fn chosen_processor(offered: &[Text], request: &Request<'_>) -> Found<Option<Text>> {
    let Some(instance) = request.instance else {
        return match offered {
            [] => Ok(None),
            [only] => Ok(Some(only)),
            _ => Err(ImageError::NeedsInstance { offered: offered.to_vec() }),
        };
    };
    if offered.is_empty() {
        return Ok(None);
    }
    if let Some(own) = offered.iter().find(|one| **one == family(instance)) {
        return Ok(Some(own));
    }
    let wanted = match processor(instance) {
        Processor::Cpu | Processor::Graviton => "cpu",
        Processor::Gpu => "gpu",
        Processor::Inferentia => "inf",
        Processor::Trainium => "trn",
    };
    let found = offered.iter().find(|one| **one == wanted).copied();
    found.map(Some).ok_or_else(|| ImageError::WrongProcessor { wanted, offered: offered.to_vec() })
}

fn tag_end(framework: &Framework, entry: &Entry, repository: &str, processor: Option<Text>) -> Option<String> {
    let end = processor.and_then(|processor| entry.cv.get(processor)).copied();
    if framework.arm64 && repository.ends_with("-inference-graviton") {
        return Some(format!("{}-sagemaker", end.unwrap_or_default()));
    }
    if NEURON_INFERENCE.contains(&repository) || NEURON_NUMBERED.contains(&repository) {
        // The SDK takes the greatest as text.
        let sdk = entry.sdk.iter().max().copied().unwrap_or_default();
        return Some(format!("{sdk}-{}", end.unwrap_or_default()));
    }
    end.map(str::to_owned)
}
