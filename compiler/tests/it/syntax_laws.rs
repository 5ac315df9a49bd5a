//! Laws of parser and formatter, for any text, any row of tokens and any edit of the example.

use mlc_compiler::base::FileId;
use mlc_compiler::{fmt, syntax};
use proptest::prelude::*;

const EXAMPLE: &str = include_str!("../../../grammar/corpus/ok/payroll_fraud.mlflow");

/// Parsing never fails, the tree spells the text, formatting keeps the meaning and has a fixed point.
fn hold(text: &str) {
    let (tree, _) = syntax::parse(FileId(0), text);
    let spelled: String = tree.tokens().iter().map(|id| tree.text(*id, text)).collect();
    assert_eq!(spelled, text, "the tree spells the source");
    let meaning = syntax::ast(&tree, text).print();
    let once = fmt::format(&tree, text);
    let (tree, _) = syntax::parse(FileId(0), &once);
    assert_eq!(syntax::ast(&tree, &once).print(), meaning, "formatting keeps the meaning of {text:?}");
    assert_eq!(fmt::format(&tree, &once), once, "formatting again changes nothing of {text:?}");
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "train",
        "when",
        "else",
        "not",
        "and",
        "or",
        "true",
        "null",
        "param",
        "x",
        "Number",
        "=",
        "==",
        ">=",
        "<",
        ":",
        ",",
        ".",
        "{",
        "}",
        "{",
        "}",
        "(",
        ")",
        "(",
        ")",
        "[",
        "]",
        "[",
        "]",
        "+",
        "-",
        "*",
        "/",
        "\"",
        "\"text\"",
        "\"a ${x} b\"",
        "\"${",
        "\"\"\"",
        "// note\n",
        "/// doc\n",
        "4h",
        "10%",
        "$200",
        "ml.m5.large",
        "0.5",
        "\n",
        "\n",
        "\n\n",
        " ",
        " ",
        "  ",
        "\t",
        "\r\n",
        "\\",
        "$",
        "é",
        "@",
        "a = 1",
        "b = [1, 2]\n",
        "t n {\n  ",
        "\n}\n",
    ])
}

/// Cuts at character borders.
fn cut(at: usize) -> usize {
    (0..=at.min(EXAMPLE.len())).rev().find(|at| EXAMPLE.is_char_boundary(*at)).unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_any_text(text in "\\PC{0,80}") {
        hold(&text);
    }

    #[test]
    fn of_any_row_of_tokens(tokens in prop::collection::vec(token(), 0..40)) {
        hold(&tokens.concat());
        hold(&tokens.join(" "));
    }

    #[test]
    fn of_any_edit_of_the_example(start in 0..EXAMPLE.len(), length in 0_usize..60, tokens in prop::collection::vec(token(), 0..4)) {
        let (start, end) = (cut(start), cut(start + length));
        hold(&format!("{}{}{}", &EXAMPLE[..start], tokens.concat(), &EXAMPLE[end..]));
    }
}

#[test]
fn the_example_is_in_canonical_layout() {
    let (tree, problems) = syntax::parse(FileId(0), EXAMPLE);
    assert!(problems.is_empty());
    let formatted = fmt::format(&tree, EXAMPLE);
    assert!(formatted == EXAMPLE, "{}", similar::TextDiff::from_lines(EXAMPLE, &formatted).unified_diff());
}

#[test]
fn layout_is_made_canonical() {
    let messy = "pipeline p{region=\"eu\",role   =  r}\n\n\n\ntrain   t {\n a=[1,2 ,3]   // three\n long_name = {\n x = 1 // one\n\n\n y = f(2,k=-3)\n }\n output   o:Dataset(csv)\nmetric auc:Number=final( \"x\" )\n}\nwhen a.b>=1 and not c{\nx=1}\nelse   when d{ } else{ y=2\n}\n";
    let expected = "pipeline p { region = \"eu\", role = r }\n\ntrain t {\n  a = [1, 2, 3]   // three\n  long_name = {\n    x = 1, // one\n\n    y = f(2, k = -3),\n  }\n  output o:   Dataset(csv)\n  metric auc: Number = final(\"x\")\n}\nwhen a.b >= 1 and not c {\n  x = 1\n} else when d {\n} else {\n  y = 2\n}\n";
    let (tree, problems) = syntax::parse(FileId(0), messy);
    assert_eq!(problems, []);
    let formatted = fmt::format(&tree, messy);
    assert!(formatted == expected, "{}", similar::TextDiff::from_lines(expected, &formatted).unified_diff());
    hold(messy);
}

/// Each of these once made a parser hang or overflow its stack; the benchmarks tell how fast they are answered.
#[test]
fn hostile_texts_are_answered() {
    let deep = 100_000;
    let texts = [
        "(".repeat(deep),
        "a = [".repeat(deep),
        "x {".repeat(deep),
        "}".repeat(deep),
        format!("a = {}1", "-".repeat(deep)),
        format!("a = {}b", "not ".repeat(deep)),
        format!("a = 1{}", " + 1".repeat(deep)),
        format!("a = b{}", ".c".repeat(deep)),
        format!("when a {{ }}{}", " else when a { }".repeat(10_000)),
        "\"${".repeat(deep),
        "a { b = [ }\n".repeat(5_000),
        format!("{}x y{}", "a { ".repeat(60), " } z".repeat(60)),
        format!("a = {}x y{}", "[".repeat(60), "] z".repeat(60)),
        format!("a = \"{}x y{}\"", "${ f(\"".repeat(30), " z\" q) }".repeat(30)),
        "\u{1}\u{7f}é€ ".repeat(40_000),
    ];
    for text in texts {
        let (tree, problems) = syntax::parse(FileId(0), &text);
        let short = text.chars().take(20).collect::<String>();
        assert!(!problems.is_empty(), "{short:?} has problems");
        let _ = syntax::ast(&tree, &text);
    }
}
