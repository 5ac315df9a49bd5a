//! Distributed training: what the containers of frameworks start where a hyperparameter asks for it.
//!
//! Source: SageMaker Python SDK 2.257.7, `estimator.py` and `pytorch/estimator.py` (hyperparameters), `fw_utils.py` (what
//! goes together).

use super::facts::instances::{Processor, processor};
use super::ty::{Field, Function, Ty};

/// A way to train on several processors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// In the language.
    pub word: &'static str,
    /// Frameworks whose containers know it.
    pub frameworks: &'static [&'static str],
    /// The hyperparameter that turns it on.
    pub switch: &'static str,
    /// Whether the container has to be told the machine type.
    pub tells_machine: bool,
}

/// All ways.
pub const WAYS: &[Way] = &[
    Way {
        word: "torchrun",
        frameworks: &["pytorch", "huggingface"],
        switch: "sagemaker_torch_distributed_enabled",
        tells_machine: true,
    },
    Way {
        word: "smdistributed",
        frameworks: &["pytorch", "tensorflow", "huggingface"],
        switch: "sagemaker_distributed_dataparallel_enabled",
        tells_machine: true,
    },
    Way {
        word: "mpi",
        frameworks: &["pytorch", "tensorflow", "huggingface", "mxnet"],
        switch: "sagemaker_mpi_enabled",
        tells_machine: false,
    },
    Way {
        word: "parameter_server",
        frameworks: &["tensorflow", "mxnet"],
        switch: "sagemaker_parameter_server_enabled",
        tells_machine: false,
    },
    Way {
        word: "mirrored",
        frameworks: &["tensorflow"],
        switch: "sagemaker_multi_worker_mirrored_strategy_enabled",
        tells_machine: false,
    },
];

/// Their words, for the type of the field.
pub const WORDS: &[&str] = &["torchrun", "smdistributed", "mpi", "parameter_server", "mirrored"];

/// `mpi` with its settings.
pub const FORMS: &[Function] = &[Function {
    name: "mpi",
    positional: &[],
    named: &[
        Field::optional("processes", Ty::Count, "one per machine", "Processes on each machine.").constant(),
        Field::optional("options", Ty::String, "", "More options of `mpirun`.").constant(),
    ],
    example: "mpi(processes = 8)",
    doc: "Started by `mpirun`, as Horovod wants it.",
}];

/// Machines on which SageMaker's data-parallel library runs.
pub const SMDISTRIBUTED_MACHINES: &[&str] =
    &["ml.p3.16xlarge", "ml.p3dn.24xlarge", "ml.p4d.24xlarge", "ml.p4de.24xlarge"];

/// The newest versions of frameworks whose images have that library, as far as it is known.
pub const SMDISTRIBUTED_NEWEST: &[(&str, (u32, u32))] = &[("pytorch", (2, 2)), ("tensorflow", (2, 11))];

impl Way {
    /// The way of a word.
    pub fn find(word: &str) -> Option<&'static Self> {
        WAYS.iter().find(|way| way.word == word)
    }

    /// Whether it runs on a machine.
    pub fn runs_on(&self, machine: &str) -> bool {
        match self.word {
            "torchrun" => matches!(processor(machine), Processor::Gpu | Processor::Trainium),
            "smdistributed" => SMDISTRIBUTED_MACHINES.contains(&machine),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_a_way() {
        assert_eq!(WAYS.iter().map(|way| way.word).collect::<Vec<_>>(), WORDS);
        assert!(FORMS.iter().all(|form| WORDS.contains(&form.name)));
    }
}
