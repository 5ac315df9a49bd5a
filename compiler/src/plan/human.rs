//! A plan as a table for people.

use std::fmt::{Display, Formatter, Result};

use super::model::{Decision, Dollars, Hourly, Kept, Plan, Way};

impl Display for Plan {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let env = if self.env == "default" { String::new() } else { format!(" with `{}`", self.env) };
        writeln!(f, "{}{env} in {}\n", self.pipeline, self.region)?;
        table(f, &self.quantities())?;
        if !self.critical_path.is_empty() {
            writeln!(f, "\ncritical path")?;
            table(f, &self.path())?;
        }
        if !self.jobs.is_empty() {
            writeln!(f)?;
            table(f, &self.job_rows())?;
        }
        if !self.chosen.is_empty() {
            writeln!(f, "\nchosen by `cheapest`")?;
            let rows: Vec<Row> =
                self.chosen.iter().map(|one| vec![format!("  {}", one.stage), one.reason.clone()]).collect();
            table(f, &rows)?;
        }
        if !self.kept_running.is_empty() {
            writeln!(f, "\nruns on afterwards")?;
            table(f, &self.kept_rows())?;
        }
        if !self.what_if.is_empty() {
            writeln!(f)?;
            table(f, &self.what_if_rows())?;
        }
        if !self.assumed.is_empty() {
            writeln!(f, "\nassumed")?;
            self.assumed.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
        }
        Ok(())
    }
}

type Row = Vec<String>;

fn row<const N: usize>(cells: [&str; N]) -> Row {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// Columns as wide as their widest cell; nothing at a line's end.
fn table(f: &mut Formatter<'_>, rows: &[Row]) -> Result {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<String>>().join("  ");
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

impl Plan {
    fn quantities(&self) -> Vec<Row> {
        let (time, billed) = (&self.time, &self.transitions);
        let mut rows = vec![row(["", "expected", "worst case", "bound"])];
        rows.push(vec![
            "time".into(),
            range(lasting(time.least), lasting(time.expected)),
            lasting(time.worst),
            format!("{} critical path", lasting(time.bound)),
        ]);
        let (fewest, most) = (&billed.fewest, &billed.most);
        rows.push(vec![
            "transitions".into(),
            range(number(fewest.transitions), number(most.transitions)),
            number(billed.worst),
            format!("{} calls, forks and conditions", range(number(fewest.bound), number(most.bound))),
        ]);
        if fewest.decisions != most.decisions {
            rows.push(vec!["  fewest".into(), decided(&fewest.decisions)]);
            rows.push(vec!["  most".into(), decided(&most.decisions)]);
        }
        if !billed.polls.is_empty() {
            let rounds = billed.polls.iter().map(|poll| poll.worst.saturating_mul(poll.transitions));
            rows.push(vec![
                "  polling".into(),
                range(number(fewest.polled), number(most.polled)),
                format!("{} of these", number(rounds.sum())),
                billed.polls.iter().map(polling).collect::<Vec<String>>().join(", "),
            ]);
        }
        for item in &billed.of_each_item {
            rows.push(vec![format!("  each {}", item.item), number(item.transitions)]);
        }
        let price = |way: &Way| way.dollars.map_or_else(|| "unknown".into(), dollars);
        rows.push(vec![
            "  price".into(),
            range(price(fewest), price(most)),
            billed.worst_dollars.map_or_else(|| "unknown".into(), dollars),
        ]);
        if !self.jobs.is_empty() {
            let (expected, worst) = cost(self.job_cost.as_ref());
            rows.push(vec!["jobs".into(), expected, worst]);
        }
        rows.push(vec![
            "events".into(),
            range(number(fewest.events), number(self.events.expected)),
            number(self.events.worst),
            format!("{} allowed", number(self.events.limit)),
        ]);
        let state = &self.state;
        rows.push(vec![
            "payload".into(),
            bytes(state.payload),
            format!("in {}", state.payload_of),
            format!("{} allowed", bytes(state.payload_limit)),
        ]);
        rows.push(vec![
            "variables".into(),
            bytes(state.variables),
            String::new(),
            format!("{} allowed", bytes(state.variables_limit)),
        ]);
        let definition = &self.definition;
        rows.push(vec![
            "definition".into(),
            bytes(definition.bytes),
            format!("{} states", number(definition.states as u64)),
            format!("{} allowed", bytes(definition.limit)),
        ]);
        rows
    }

    fn path(&self) -> Vec<Row> {
        let part = |part: &super::model::OnPath| {
            vec![format!("  {}", part.stage), format!("from {}", lasting(part.start)), lasting(part.seconds)]
        };
        self.critical_path.iter().map(part).collect()
    }

    fn job_rows(&self) -> Vec<Row> {
        let mut rows = vec![row(["jobs", "machines", "expected", "an hour", "cost", "worst case"])];
        for job in &self.jobs {
            let cluster = &job.cluster;
            let (expected, worst) = cost(job.cost.as_ref());
            let spot = if cluster.spot { " spot" } else { "" };
            let several = if cluster.side_by_side > 1 {
                format!(", {} jobs at once", cluster.side_by_side)
            } else {
                String::new()
            };
            let time = if cluster.seconds == 0 { "if needed".into() } else { lasting(cluster.seconds) };
            rows.push(vec![
                format!("  {}", cluster.state),
                format!("{}{spot}{several}", machines(&cluster.instance, cluster.count)),
                time,
                job.hourly.as_ref().map_or_else(|| "unknown".into(), hourly),
                expected,
                worst,
            ]);
        }
        rows
    }

    fn kept_rows(&self) -> Vec<Row> {
        // A monitor with several checks has a job of each.
        let mut groups: Vec<(&Kept, usize)> = Vec::new();
        for kept in &self.kept_running {
            match groups.last_mut() {
                Some((last, times)) if *last == kept && kept.what == "monitor" => *times += 1,
                _ => groups.push((kept, 1)),
            }
        }
        let row = |(kept, times): (&Kept, usize)| {
            let (machines, price) = if kept.instance.is_empty() {
                ("serverless".to_owned(), "by request".to_owned())
            } else {
                let price = kept.hourly.as_ref().map_or_else(|| "unknown".into(), hourly);
                (machines(&kept.instance, kept.count), format!("{price} an hour"))
            };
            let when = match (kept.what, times) {
                ("monitor", 1) => "of each monitoring job".to_owned(),
                ("monitor", times) => format!("of each of {times} monitoring jobs"),
                _ => String::new(),
            };
            vec![format!("  {}", kept.stage), machines, price, when]
        };
        groups.into_iter().map(row).collect()
    }

    fn what_if_rows(&self) -> Vec<Row> {
        let mut rows = vec![row(["what if", "", "run ends", "run costs"])];
        for change in &self.what_if {
            let machines = machines(&change.instance, change.count);
            let what = match change.change {
                "spot" => format!("{machines} spot"),
                _ => machines,
            };
            let sooner = match change.sooner_at_best {
                0 => "no sooner".to_owned(),
                seconds => format!("at best {} sooner", lasting(seconds)),
            };
            rows.push(vec![format!("  {}", change.stage), what, sooner, more(change.dearer)]);
        }
        rows
    }
}

fn polling(poll: &super::model::Poll) -> String {
    format!("{} {} rounds of {}", poll.stage, number(poll.expected), number(poll.transitions))
}

fn decided(decisions: &[Decision]) -> String {
    let side = |one: &Decision| format!("`{}` {}", one.when, if one.holds { "runs" } else { "does not run" });
    decisions.iter().map(side).collect::<Vec<String>>().join(", ")
}

/// One text where both are the same.
fn range(least: String, most: String) -> String {
    if least == most { most } else { format!("{least} to {most}") }
}

fn machines(instance: &str, count: u64) -> String {
    if count == 1 { instance.to_owned() } else { format!("{instance} * {count}") }
}

fn cost(cost: Option<&Dollars>) -> (String, String) {
    let Some(cost) = cost else { return ("unknown".into(), "unknown".into()) };
    let worst = cost.worst.map_or_else(|| "not bounded".into(), dollars);
    (range(dollars(cost.least), dollars(cost.expected)), worst)
}

fn hourly(price: &Hourly) -> String {
    range(dollars(price.least), dollars(price.most))
}

/// Cents; of less than ten cents, what can be seen.
fn dollars(amount: f64) -> String {
    let digits = match amount.abs() {
        amount if amount == 0.0 || amount >= 0.1 => 2,
        amount if amount >= 0.001 => 4,
        _ => 6,
    };
    format!("${amount:.digits$}")
}

fn more(dearer: f64) -> String {
    if dearer.abs() < 0.005 {
        "the same".into()
    } else if dearer > 0.0 {
        format!("{} more", dollars(dearer))
    } else {
        format!("{} less", dollars(-dearer))
    }
}

/// `12,345`
fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The two largest units.
fn lasting(seconds: u64) -> String {
    const UNITS: [(&str, u64); 4] = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)];
    let mut rest = seconds;
    let mut parts = Vec::new();
    let first = UNITS.iter().position(|(_, size)| seconds >= *size).unwrap_or(UNITS.len() - 1);
    for (name, size) in UNITS.iter().skip(first).take(2) {
        if rest >= *size || (parts.is_empty() && *size == 1) {
            parts.push(format!("{}{name}", rest / size));
        }
        rest %= size;
    }
    parts.join(" ")
}

#[expect(clippy::cast_precision_loss, reason = "sizes")]
fn bytes(count: usize) -> String {
    match count {
        0..1_024 => format!("{count}B"),
        1_024..1_048_576 => whole(count as f64 / 1_024.0, "KiB"),
        _ => whole(count as f64 / 1_048_576.0, "MiB"),
    }
}

fn whole(amount: f64, unit: &str) -> String {
    if amount.fract() == 0.0 { format!("{amount:.0}{unit}") } else { format!("{amount:.1}{unit}") }
}
