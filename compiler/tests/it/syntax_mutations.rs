//! One token of an example deleted, doubled, swapped with its neighbour or misspelt: what does the parser alone say?
//!
//! Only mutants that break the shape of the file count here; the others are the checker's.

use mlc_compiler::base::FileId;
use mlc_compiler::syntax;

use crate::mutants::{Report, mutants, step};

const EXAMPLE: &str = include_str!("../../../grammar/corpus/ok/payroll_fraud.mlflow");

#[test]
fn one_wrong_token_gives_one_problem_in_its_place() {
    let mut report = Report::default();
    for mutant in mutants(EXAMPLE).into_iter().step_by(step(9)) {
        let (tree, problems) = syntax::parse(FileId(0), &mutant.text);
        let spelled: String = tree.tokens().iter().map(|id| tree.text(*id, &mutant.text)).collect();
        assert_eq!(spelled, mutant.text, "the tree spells the source");
        report.judge(EXAMPLE, &mutant, &problems);
    }
    report.hold("parser alone", [950, 900, 600]);
}
