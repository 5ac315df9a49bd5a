//! How long all passes take together on pipelines of 1,000 stages.

use std::time::Duration;

use mlc_compiler::base::Sources;
use mlc_compiler::check;
use mlc_compiler::diag::Sink;
use mlc_compiler::ir::Pipeline;
use mlc_compiler::lower::lower;
use mlc_compiler::optimize::optimize;
use mlc_compiler::session;

use crate::anneal::folder;
use crate::generate;
use crate::processor;
use crate::stored::Stored;

/// Stages of each pipeline.
const STAGES: usize = 1_000;

/// Runs for each pipeline.
const RUNS: usize = 11;

/// Names of pipelines of 1,000 stages, and the median processor time of all passes together.
pub fn measured() -> Result<Vec<(String, Duration)>, String> {
    let mut pipelines = vec![("generated".to_owned(), generate::pipeline(STAGES))];
    let stored = Stored::all(&folder())?;
    let large = stored.iter().filter(|stored| stored.graph.len() == STAGES);
    pipelines.extend(large.map(|stored| (stored.name.clone(), stored.pipeline())));
    pipelines.into_iter().map(|(name, text)| Ok((name.clone(), median(&lowered(&name, text)?)?))).collect()
}

/// The graph of a pipeline as no pass has seen it.
fn lowered(name: &str, text: String) -> Result<Pipeline, String> {
    let sources = Sources::single(format!("{name}.mlflow"), text);
    let mut sink = Sink::default();
    let file = session::parse(&sources, None, &mut sink);
    let program = check::check(&file, None, &mut sink);
    match (program, sink.into_sorted().first()) {
        (Some(program), None) => Ok(lower(&program)),
        (_, problem) => Err(format!("{name}: {}", problem.map_or("no pipeline", |problem| problem.title.as_str()))),
    }
}

fn median(pipeline: &Pipeline) -> Result<Duration, String> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let mut pipeline = pipeline.clone();
        let start = processor::spent();
        optimize(&mut pipeline, |_| true, |_, _| {})?;
        times.push(processor::spent() - start);
    }
    times.sort();
    Ok(times[RUNS / 2])
}
