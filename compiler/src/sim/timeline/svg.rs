//! The timeline as a picture: a bar for each state that takes time. It has two sets of colours and takes the reader's.

use super::{Row, rows, text::spoken};
use crate::sim::machine::{Run, Status};

/// Pixels of a row.
const ROW: u64 = 24;
/// Pixels of the time axis.
const PLOT: u64 = 640;
/// Pixels above the rows.
const TOP: u64 = 56;
/// About the pixels of a character of the names.
const LETTER: u64 = 7;

const STYLE: &str = "\
:root { --ground: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --task: #0969da; --wait: #818b98; --bad: #cf222e; }\
@media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --line: #3d444d; --task: #4493f8; \
--wait: #656c76; --bad: #f85149; } }\
text { font: 12px system-ui, sans-serif; fill: var(--ink); } .faint { fill: var(--faint); } .title { font-weight: 600; font-size: 14px; }\
.line { stroke: var(--line); } .task { fill: var(--task); } .wait { fill: var(--wait); } .bad { fill: var(--bad); }";

/// The picture, a whole SVG document.
pub fn svg(title: &str, run: &Run) -> String {
    let bars: Vec<Row> = rows(run).into_iter().filter(|row| row.took() > 0 && is_bar(row)).collect();
    let longest = bars.iter().map(|row| row.state.chars().count() + 2 * row.depth()).max().unwrap_or(0) as u64;
    let left = 24 + longest * LETTER;
    let (width, height) = (left + PLOT + 96, TOP + ROW * bars.len() as u64 + 40);
    let whole = run.duration().max(1);
    let x = |moment: u64| left + moment.min(whole) * PLOT / whole;
    let end = match run.status {
        Status::Succeeded => "succeeded",
        Status::Failed => "failed",
        Status::TimedOut => "timed out",
    };
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-label=\"{title}\">\n<style>{STYLE}</style>\n\
         <rect width=\"100%\" height=\"100%\" style=\"fill: var(--ground)\"/>\n\
         <text class=\"title\" x=\"12\" y=\"24\">{title}</text>\n\
         <text class=\"faint\" x=\"12\" y=\"42\">{end} after {}, {} state transitions</text>\n",
        spoken(run.duration()),
        run.transitions,
        title = escaped(title),
    );
    let step = step(whole);
    for part in 0..=whole / step {
        let moment = step * part;
        let (at, bottom) = (x(moment), height - 28);
        text += &format!("<line class=\"line\" x1=\"{at}\" x2=\"{at}\" y1=\"{TOP}\" y2=\"{bottom}\"/>\n");
        text += &format!(
            "<text class=\"faint\" x=\"{at}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
            height - 12,
            spoken(moment)
        );
    }
    for (index, row) in bars.iter().enumerate() {
        let y = TOP + ROW * index as u64;
        let (from, to) = (x(row.began), x(row.ended));
        let class = match (row.error.is_some() || row.aborted, row.kind) {
            (true, _) => "bad",
            (false, "Wait") => "wait",
            _ => "task",
        };
        let retries = if row.retries > 0 { format!(", {} retries", row.retries) } else { String::new() };
        let error = row.error.as_ref().map_or_else(String::new, |error| format!(", {error}"));
        let told = format!("{} from {}, {}{retries}{error}", row.state, spoken(row.began), spoken(row.took()));
        text += &format!(
            "<g><title>{}</title>\n<text x=\"{}\" y=\"{}\">{}</text>\n\
             <rect class=\"{class}\" x=\"{from}\" y=\"{}\" width=\"{}\" height=\"14\" rx=\"3\"/>\n\
             <text class=\"faint\" x=\"{}\" y=\"{}\">{}</text></g>\n",
            escaped(&told),
            12 + 2 * LETTER * row.depth() as u64,
            y + 16,
            escaped(&row.state),
            y + 5,
            (to - from).max(2),
            to.max(from + 2) + 6,
            y + 16,
            spoken(row.took()),
        );
    }
    text + "</svg>\n"
}

/// Milliseconds between two lines of the time axis: round, and at most eight lines.
fn step(whole: u64) -> u64 {
    const SECONDS: [u64; 19] = [
        1, 5, 15, 30, 60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000,
        864_000, 2_592_000,
    ];
    let round = SECONDS.iter().map(|seconds| seconds * 1_000);
    round.into_iter().find(|step| whole / step < 8).unwrap_or(whole.max(1))
}

/// What only stands around others has no bar of its own.
fn is_bar(row: &Row) -> bool {
    matches!(row.kind, "Task" | "Wait")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
