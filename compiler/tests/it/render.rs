//! How problems look, in every format. A case is a function that builds files and problems; its pictures are the snapshots.

use mlc_compiler::base::{FileId, SourceFile, Sources, Span};
use mlc_compiler::diag::render::{Format, RenderOptions, render};
use mlc_compiler::diag::{Applicability, Diagnostic, Edit, Fix, codes};

/// The `nth` place (from 0) of `needle` in `file`.
fn at(sources: &Sources, file: FileId, needle: &str, nth: usize) -> Span {
    let text = &sources.file(file).text;
    let (start, found) = text.match_indices(needle).nth(nth).expect("the needle is in the text");
    Span::new(file, start, start + found.len())
}

const CHURN: &str = "\
pipeline churn {
  region = \"eu-west-1\"
}

param bucket: String

train churn_model {
  algorithm = xgboost(\"1.7-1\")
  instance  = ml.m5.xlarge
  timeout   = 3600
}

deploy live {
  model    = trian.model
  instance = ml.m5.large
}
";

const MAIN: FileId = FileId(0);

type Case = (Sources, Vec<Diagnostic>);
type Build = fn() -> Case;

fn misspelt_reference() -> Case {
    let sources = Sources::single("churn.mlflow", CHURN);
    let place = at(&sources, MAIN, "trian", 0);
    let found = Diagnostic::new(codes::UNKNOWN_NAME, place, "no stage named `trian` in this pipeline")
        .label("not found")
        .also(at(&sources, MAIN, "train churn_model", 0), "`churn_model` is declared here")
        .note("`train` is a kind of stage, not the name of one")
        .fix("write `churn_model`", place, "churn_model", Applicability::Maybe);
    (sources, vec![found])
}

fn missing_unit() -> Case {
    let sources = Sources::single("churn.mlflow", CHURN);
    let place = at(&sources, MAIN, "3600", 0);
    let found = Diagnostic::new(codes::MISSING_UNIT, place, "`timeout` needs a unit")
        .label("a bare number")
        .help("a duration is written with `s`, `min`, `h` or `d`")
        .fix("write `3600s`", place, "3600s", Applicability::Always)
        .fix("write `1h`", place, "1h", Applicability::Always);
    (sources, vec![found])
}

fn missing_fields_inserts_lines() -> Case {
    let sources = Sources::single("churn.mlflow", CHURN);
    let header = at(&sources, MAIN, "deploy live", 0);
    let end = at(&sources, MAIN, "ml.m5.large", 0).after();
    let found = Diagnostic::new(codes::MISSING_FIELDS, header, "`live` needs `endpoint` and `capture`")
        .label("this `deploy` block")
        .fix("add them", end, "\n  endpoint = \"...\"\n  capture  = 10%", Applicability::Placeholder);
    (sources, vec![found])
}

fn a_fix_deletes_lines() -> Case {
    let sources = Sources::single("churn.mlflow", CHURN);
    let line = at(&sources, MAIN, "param bucket: String\n\n", 0);
    let found = Diagnostic::new(codes::UNUSED, at(&sources, MAIN, "bucket", 0), "`bucket` is never used").fix(
        "remove it",
        line,
        "",
        Applicability::Always,
    );
    (sources, vec![found])
}

fn a_fix_in_far_places_and_over_lines() -> Case {
    let sources = Sources::single("churn.mlflow", CHURN);
    let mut found = Diagnostic::new(codes::DUPLICATE_NAME, at(&sources, MAIN, "live", 0), "`live` is declared twice")
        .also(at(&sources, MAIN, "churn", 0), "first declared here");
    found.fixes.push(Fix {
        title: "rename both and join the fields".into(),
        edits: vec![
            Edit {
                span: at(&sources, MAIN, "ml.m5.xlarge\n  timeout   = 3600", 0),
                text: "ml.m5.2xlarge\n  timeout   = 1h".into(),
            },
            Edit { span: at(&sources, MAIN, "churn", 0), text: "churn_monthly".into() },
        ],
        applicability: Applicability::Maybe,
    });
    (sources, vec![found])
}

fn several_labels_on_a_line() -> Case {
    let sources =
        Sources::single("rules.mlflow", "when champion.recall >= min_recall and champion.auc > \"0.9\" {\n}\n");
    let found = Diagnostic::new(
        codes::WRONG_TYPE,
        at(&sources, MAIN, "champion.auc > \"0.9\"", 0),
        "a Number cannot be compared with a String",
    )
    .label("these two")
    .also(at(&sources, MAIN, "champion.auc", 0), "a Number")
    .also(at(&sources, MAIN, "\"0.9\"", 0), "a String")
    .also(at(&sources, MAIN, "when", 0), "in this condition")
    .help("write the number without quotes");
    (sources, vec![found])
}

fn places_over_several_lines() -> Case {
    let sources = Sources::single("churn.mlflow", CHURN);
    let text = &sources.file(MAIN).text;
    let block = Span::new(MAIN, text.find("train churn").unwrap_or(0), text.find("}\n\ndeploy").unwrap_or(0) + 1);
    let inner = Span::new(MAIN, text.find("xgboost").unwrap_or(0), text.find("3600").unwrap_or(0) + 4);
    let found = Diagnostic::new(codes::MISSING_FIELDS, block, "`churn_model` has no `channels`")
        .label("this whole block")
        .also(inner, "from here to there")
        .also(at(&sources, MAIN, "timeout", 0), "one line of it");
    (sources, vec![found])
}

fn other_files() -> Case {
    let mut sources = Sources::default();
    let prod = sources.add(SourceFile::new("envs/prod.mlflow", "env prod {\n  trainer = ml.m5.xlrge\n}\n"));
    let main = sources.add(SourceFile::new("churn.mlflow", CHURN));
    let place = at(&sources, prod, "ml.m5.xlrge", 0);
    let mut found = Diagnostic::new(codes::UNKNOWN_INSTANCE, place, "there is no instance type `ml.m5.xlrge`")
        .label("written here")
        .also(at(&sources, main, "instance  = ml.m5.xlarge", 0), "overrides this")
        .note("training jobs take 225 instance types, from the service model of 2026-08; run `mlc explain E0401` to see how the list is kept and what to do when AWS adds one");
    found.fixes.push(Fix {
        title: "use the same type in both files".into(),
        edits: vec![
            Edit { span: place, text: "ml.m5.xlarge".into() },
            Edit { span: at(&sources, main, "ml.m5.xlarge", 0), text: "trainer".into() },
        ],
        applicability: Applicability::Maybe,
    });
    (sources, vec![found])
}

fn windows_line_ends() -> Case {
    let sources = Sources::single("dos.mlflow", CHURN.replace('\n', "\r\n"));
    let place = at(&sources, MAIN, "3600\r\n", 0);
    let end = at(&sources, MAIN, "ml.m5.large", 0).after();
    let found = Diagnostic::new(codes::MISSING_UNIT, place, "`timeout` needs a unit")
        .label("up to the line end")
        .fix("write `1h`", at(&sources, MAIN, "3600", 0), "1h", Applicability::Always)
        .fix("add a field", end, "\r\n  capture  = 10%", Applicability::Maybe);
    (sources, vec![found])
}

fn tabs_wide_characters_and_escapes() -> Case {
    let text =
        "pipeline x {\n\ttags = {\tteam = \"検索 🚀 team\", cost = 12 }\n\tbad = \"\u{1b}[31m\u{202e}x\" + 1\n}\n";
    let sources = Sources::single("wide.mlflow", text);
    let first = Diagnostic::new(codes::WRONG_TYPE, at(&sources, MAIN, "12", 0), "`cost` takes a String")
        .label("a Number")
        .also(at(&sources, MAIN, "🚀", 0), "wide")
        .also(at(&sources, MAIN, "tags", 0), "in this record")
        .fix("write `\"12\"`", at(&sources, MAIN, "12", 0), "\"12\"", Applicability::Always);
    let second =
        Diagnostic::new(codes::UNKNOWN_NAME, at(&sources, MAIN, "+ 1", 0), "no `\u{1b}[31mred` here").label("here");
    (sources, vec![first, second])
}

fn the_end_of_a_file() -> Case {
    let sources = Sources::single("open.mlflow", "pipeline churn {\n  region = \"eu-west-1\"");
    let end = sources.file(MAIN).text.len();
    let at_end = Span::new(MAIN, end, end);
    let found = Diagnostic::new(codes::UNCLOSED, at_end, "`pipeline churn {` is never closed")
        .label("the file ends here")
        .also(at(&sources, MAIN, "{", 0), "opened here")
        .fix("add `}`", at_end, "\n}\n", Applicability::Always);
    let beyond =
        Diagnostic::new(codes::UNCLOSED, Span::new(MAIN, end + 50, end + 90), "a place behind the end").label("x");
    (sources, vec![found, beyond])
}

fn an_empty_file() -> Case {
    let sources = Sources::single("empty.mlflow", "");
    let found = Diagnostic::new(codes::NO_PIPELINE, Span::default(), "the file has no `pipeline` block")
        .help("`mlc init` writes one to start from");
    let labelled = Diagnostic::new(codes::NO_PIPELINE, Span::default(), "the same with a label").label("nothing here");
    (sources, vec![found, labelled])
}

fn very_long_lines() -> Case {
    let text = format!("let x = \"{}\" + oops + \"{}\"\nlet y = oops\n", "a".repeat(400), "b".repeat(400));
    let sources = Sources::single("long.mlflow", text);
    let found = Diagnostic::new(codes::UNKNOWN_NAME, at(&sources, MAIN, "oops", 0), "nothing is named `oops`")
        .label("not found")
        .also(at(&sources, MAIN, "oops", 1), "nor here");
    (sources, vec![found])
}

fn a_gap_of_one_line() -> Case {
    let sources = Sources::single("churn.mlflow", CHURN);
    let found = Diagnostic::new(codes::REDUNDANT_AFTER, at(&sources, MAIN, "timeout", 0), "it waits already")
        .also(at(&sources, MAIN, "algorithm", 0), "for this");
    (sources, vec![found])
}

fn a_long_place_is_shortened() -> Case {
    let sources = Sources::single("churn.mlflow", CHURN);
    let text = &sources.file(MAIN).text;
    let found = Diagnostic::new(codes::MISPLACED, Span::new(MAIN, 11, text.len()), "all of this is one place")
        .label("and it ends here")
        .also(at(&sources, MAIN, "3600", 0), "a place inside");
    (sources, vec![found])
}

/// A name and what it builds; every one is drawn in every format.
const CASES: &[(&str, Build)] = &[
    ("misspelt_reference", misspelt_reference),
    ("missing_unit", missing_unit),
    ("missing_fields_inserts_lines", missing_fields_inserts_lines),
    ("a_fix_deletes_lines", a_fix_deletes_lines),
    ("a_fix_in_far_places_and_over_lines", a_fix_in_far_places_and_over_lines),
    ("several_labels_on_a_line", several_labels_on_a_line),
    ("places_over_several_lines", places_over_several_lines),
    ("other_files", other_files),
    ("windows_line_ends", windows_line_ends),
    ("tabs_wide_characters_and_escapes", tabs_wide_characters_and_escapes),
    ("the_end_of_a_file", the_end_of_a_file),
    ("an_empty_file", an_empty_file),
    ("very_long_lines", very_long_lines),
    ("a_gap_of_one_line", a_gap_of_one_line),
    ("a_long_place_is_shortened", a_long_place_is_shortened),
];

fn drawn(format: Format, case: Build, options: &RenderOptions) -> String {
    let (sources, diagnostics) = case();
    render(format, &diagnostics, &sources, options)
}

#[test]
fn every_case_as_a_person_sees_it() {
    let options = RenderOptions::default();
    for (name, case) in CASES {
        insta::assert_snapshot!(format!("human@{name}"), drawn(Format::Human, *case, &options));
    }
}

#[test]
fn every_case_as_machines_see_it() {
    let options = RenderOptions::default();
    for (name, format) in [("short", Format::Short), ("json", Format::Json), ("github", Format::Github)] {
        let text: String = CASES.iter().map(|(_, case)| drawn(format, *case, &options)).collect();
        insta::assert_snapshot!(name, text);
    }
    // The page's text is not the renderer's.
    let page = regex_lite::Regex::new("\"markdown\": \".*\"").expect("a legal pattern");
    let sarif = drawn(Format::Sarif, other_files, &options);
    insta::assert_snapshot!("sarif", page.replace_all(&sarif, "\"markdown\": \"...\""));
}

#[test]
fn colours_are_only_written_when_asked_for() {
    let coloured = RenderOptions { colour: true, ..RenderOptions::default() };
    for (name, case) in CASES {
        let (plain, bright) =
            (drawn(Format::Human, *case, &RenderOptions::default()), drawn(Format::Human, *case, &coloured));
        assert!(!plain.contains('\u{1b}'), "{name} writes escapes into plain text");
        assert!(bright.contains('\u{1b}'), "{name} has no colour");
        let stripped =
            regex_lite::Regex::new("\u{1b}\\[[0-9;]*m").expect("a legal pattern").replace_all(&bright, "").into_owned();
        assert_eq!(stripped, plain, "{name}: colours change the text");
    }
}

#[test]
fn the_rest_is_counted() {
    let (sources, found) = missing_unit();
    let many = vec![found.first().cloned().expect("one problem"); 23];
    let text = render(Format::Human, &many, &sources, &RenderOptions::default());
    assert_eq!(text.matches("error[E0302]").count(), 20);
    assert!(text.ends_with("\n... and 3 more\n\n23 errors\n"), "{}", &text[text.len() - 60..]);
    let short = render(Format::Short, &many, &sources, &RenderOptions::default());
    assert_eq!(short.lines().count(), 21);
    assert_eq!(render(Format::Json, &many, &sources, &RenderOptions::default()).lines().count(), 23);
}

#[test]
fn nothing_found_says_nothing_to_people() {
    let (sources, options) = (Sources::default(), RenderOptions::default());
    for format in [Format::Human, Format::Short, Format::Json, Format::Github] {
        assert_eq!(render(format, &[], &sources, &options), "");
    }
    assert!(render(Format::Sarif, &[], &sources, &options).contains("\"results\": []"));
}

/// No place, however wrong, makes a renderer panic or a line of an excerpt wider than asked for by much.
#[test]
fn any_place_can_be_drawn() {
    let text = "a\tü🚀 {\r\n\r\n  b = \u{1b}\"é\"\n}";
    let sources = Sources::single("x.mlflow", text);
    let length = text.len() + 2;
    for start in 0..length {
        for end in start..length {
            let found = Diagnostic::new(codes::UNEXPECTED_TEXT, Span::new(MAIN, start, end), "t")
                .label("one")
                .also(Span::new(MAIN, length - end, length - start), "two")
                .fix("f", Span::new(MAIN, start, end), "x\ny", Applicability::Maybe);
            for format in [Format::Human, Format::Short, Format::Json, Format::Sarif, Format::Github] {
                assert!(!render(format, std::slice::from_ref(&found), &sources, &RenderOptions::default()).is_empty());
            }
        }
    }
}

/// What SARIF 2.1.0 requires of every object we write; the conformance suite holds the same documents to the whole schema.
#[test]
fn sarif_has_what_the_standard_requires() {
    for (name, case) in CASES {
        let text = drawn(Format::Sarif, *case, &RenderOptions::default());
        let log: serde_json::Value = serde_json::from_str(&text).expect("SARIF is JSON");
        assert_eq!(log["version"], "2.1.0", "{name}");
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["name"], "mlc", "{name}");
        let results = run["results"].as_array().expect("results");
        assert_eq!(results.len(), case().1.len(), "{name}");
        for result in results {
            assert!(result["message"]["text"].is_string(), "{name}");
            let rule = usize::try_from(result["ruleIndex"].as_u64().expect("a rule index")).expect("small");
            assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"], "{name}");
            let list = |key: &str| result[key].as_array().cloned().unwrap_or_default();
            assert_eq!(list("locations").len(), 1, "{name}");
            for location in list("locations").iter().chain(&list("relatedLocations")) {
                assert!(location["physicalLocation"]["artifactLocation"]["uri"].is_string(), "{name}");
                region(name, &location["physicalLocation"]["region"]);
            }
            for change in list("fixes").iter().flat_map(|fix| fix["artifactChanges"].as_array().expect("changes")) {
                assert!(change["artifactLocation"]["uri"].is_string(), "{name}");
                for replacement in change["replacements"].as_array().expect("replacements") {
                    region(name, &replacement["deletedRegion"]);
                    assert!(replacement["insertedContent"]["text"].is_string(), "{name}");
                }
            }
        }
    }
}

fn region(name: &str, region: &serde_json::Value) {
    let number = |key: &str| region[key].as_u64().expect(key);
    assert!(number("startLine") >= 1 && number("startColumn") >= 1, "{name}");
    assert!((number("startLine"), number("startColumn")) <= (number("endLine"), number("endColumn")), "{name}");
    let _ = number("byteOffset") + number("byteLength");
}
