//! Parsing, checking, passes and emitting of generated pipelines.

mod generate;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, measurement::WallTime};
use mlc_compiler::base::Sources;
use mlc_compiler::check::{self, program::Program};
use mlc_compiler::diag::Sink;
use mlc_compiler::lower::lower;
use mlc_compiler::optimize::optimize;
use mlc_compiler::session::{self, Options};

const STAGES: [usize; 3] = [10, 100, 1_000];

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    each_size(
        &mut criterion,
        "parse",
        |sources| sources.clone(),
        |sources| {
            black_box(session::parse(sources, None, &mut Sink::default()));
        },
    );
    each_size(
        &mut criterion,
        "check",
        |sources| session::parse(sources, None, &mut Sink::default()),
        |file| {
            black_box(check::check(file, None, &mut Sink::default()));
        },
    );
    each_size(
        &mut criterion,
        "passes",
        |sources| lower(&program(sources)),
        |pipeline| {
            let mut pipeline = pipeline.clone();
            optimize(&mut pipeline, |_| true, |_, _| {}).expect("a graph that is as it should be");
            black_box(pipeline);
        },
    );
    each_size(
        &mut criterion,
        "emit",
        |sources| (sources.clone(), program(sources)),
        |(sources, program)| {
            black_box(session::emit(sources, program, &Options::default(), Sink::default()));
        },
    );
    criterion.final_summary();
}

/// Measures `work` on what `prepare` makes of a pipeline of each size.
fn each_size<T>(criterion: &mut Criterion, name: &str, prepare: impl Fn(&Sources) -> T, work: impl Fn(&T)) {
    let mut group: BenchmarkGroup<'_, WallTime> = criterion.benchmark_group(name);
    for stages in STAGES {
        let sources = Sources::single("generated.mlflow", generate::pipeline(stages));
        let prepared = prepare(&sources);
        group.throughput(Throughput::Elements(stages as u64));
        group.bench_with_input(BenchmarkId::from_parameter(stages), &prepared, |bencher, prepared| {
            bencher.iter(|| work(prepared));
        });
    }
    group.finish();
}

/// The checked program of a generated pipeline, which must compile: a refused one would measure nothing.
fn program(sources: &Sources) -> Program {
    let mut sink = Sink::default();
    let file = session::parse(sources, None, &mut sink);
    let program = check::check(&file, None, &mut sink);
    let problems = sink.into_sorted();
    assert!(problems.is_empty(), "{problems:?}");
    let program = program.expect("a pipeline block");
    let emitted = session::emit(sources, &program, &Options::default(), Sink::default());
    assert!(!emitted.artifacts.is_empty(), "{:?}", emitted.diagnostics);
    program
}
