//! The syntax of EventBridge Scheduler (developer guide, "Schedule types", 2026-11).

use regex_lite::Regex;

/// The six fields of a cron expression: name, least, greatest, words, signs beside `*`, `,`, `-` and `/`.
const FIELDS: [(&str, u32, u32, &[&str], &str); 6] = [
    ("minutes", 0, 59, &[], ""),
    ("hours", 0, 23, &[], ""),
    ("day of month", 1, 31, &[], "?LW"),
    ("month", 1, 12, &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], ""),
    ("day of week", 1, 7, &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], "?L#"),
    ("year", 1970, 2199, &[], ""),
];

/// Why `text` is no schedule, and what it should be.
pub fn fault(text: &str) -> Option<(String, String)> {
    let inside = |word: &str| text.strip_prefix(word).and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
    if let Some(fields) = inside("cron") {
        cron(fields)
    } else if let Some(rate) = inside("rate") {
        let wrong = || {
            ("a rate is a number and `minutes`, `hours` or `days`".into(), "write it as in `rate(12 hours)`".to_owned())
        };
        let mut words = rate.split(' ');
        let (number, unit, rest) = (words.next(), words.next(), words.next());
        let number = number.and_then(|number| number.parse::<u32>().ok()).is_some_and(|number| number > 0);
        let unit = unit.is_some_and(|unit| ["minute", "minutes", "hour", "hours", "day", "days"].contains(&unit));
        (!number || !unit || rest.is_some()).then(wrong)
    } else if let Some(at) = inside("at") {
        let form =
            Regex::new("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$");
        form.is_ok_and(|form| !form.is_match(at))
            .then(|| ("this is not a point in time".into(), "write it as in `at(2026-12-24T18:00:00)`".into()))
    } else {
        Some((
            "a schedule is `cron(...)`, `rate(...)` or `at(...)`".into(),
            "write it as in `cron(0 3 1 * ? *)`: at 3:00 on the first day of every month".into(),
        ))
    }
}

fn cron(text: &str) -> Option<(String, String)> {
    let order = "the fields are minutes, hours, day of month, month, day of week, year";
    let fields: Vec<&str> = text.split_whitespace().collect();
    let [_, _, day, _, weekday, _] = fields.as_slice() else {
        let help = if fields.len() == 5 { format!("{order}; the year is missing") } else { order.to_owned() };
        return Some((format!("a cron expression has six fields, not {}", fields.len()), help));
    };
    for (field, (name, least, greatest, words, signs)) in fields.iter().zip(FIELDS) {
        if !field.split(',').all(|item| fits(item, least, greatest, words, signs)) {
            return Some((
                format!("`{field}` is not possible for the {name}"),
                format!("it goes from {least} to {greatest}; {order}"),
            ));
        }
    }
    match (*day == "?", *weekday == "?") {
        (false, false) => Some((
            "day of month and day of week are both set".into(),
            "write `?` for the one that does not count".into(),
        )),
        (true, true) => {
            Some(("neither day of month nor day of week is set".into(), "write `*` for one of them".into()))
        }
        _ => None,
    }
}

/// One item between commas: a sign, a number, a word, a range of them, each perhaps with a step.
fn fits(item: &str, least: u32, greatest: u32, words: &[&str], signs: &str) -> bool {
    let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
    if step.is_some_and(|step| step.parse::<u32>().is_ok_and(|step| step == 0) || step.parse::<u32>().is_err()) {
        return false;
    }
    let known = |one: &str| {
        words.contains(&one.to_uppercase().as_str())
            || one.parse::<u32>().is_ok_and(|number| (least..=greatest).contains(&number))
    };
    if range == "*" || known(range) {
        return true;
    }
    if range.chars().count() == 1 && signs.contains(range) {
        return true;
    }
    if let Some((from, to)) = range.split_once('-').filter(|_| !range.contains('L')) {
        return known(from) && known(to);
    }
    if let Some((day, nth)) = range.split_once('#').filter(|_| signs.contains('#')) {
        return known(day) && nth.parse::<u32>().is_ok_and(|nth| (1..=5).contains(&nth));
    }
    // `LW`, `L-3`, `15W`, `5L`
    let special = range.trim_matches(['L', 'W']);
    let letters = range.chars().filter(|c| c.is_ascii_alphabetic()).all(|c| signs.contains(c));
    special.len() < range.len()
        && letters
        && (special.is_empty() || known(special) || special.strip_prefix('-').is_some_and(known))
}

/// Whether a text looks like a name of the IANA time zone database.
pub fn is_time_zone(text: &str) -> bool {
    Regex::new("^(UTC|GMT|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2})$").is_ok_and(|form| form.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_that_the_service_takes() {
        for text in [
            "cron(0 3 1 * ? *)",
            "cron(0/15 8-18 ? * MON-FRI 2026-2030)",
            "cron(0 0 L * ? *)",
            "cron(0 0 15W * ? *)",
            "cron(0 0 ? * 6#3 *)",
            "cron(0 0 ? JAN,JUL 5L *)",
            "rate(1 hour)",
            "rate(12 hours)",
            "at(2026-12-24T18:00:00)",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn schedules_that_it_refuses() {
        for text in [
            "0 3 1 * ? *",
            "cron(0 3 1 * ?)",
            "cron(0 3 1 * * *)",
            "cron(0 3 ? * ? *)",
            "cron(60 3 1 * ? *)",
            "cron(0 3 1 FOO ? *)",
            "cron(0 3 ? * 6#6 *)",
            "cron(0/0 3 1 * ? *)",
            "rate(0 hours)",
            "rate(1 week)",
            "rate(1  hour)",
            "at(2026-13-24T18:00:00)",
        ] {
            assert!(fault(text).is_some(), "{text}");
        }
    }

    #[test]
    fn time_zones_have_the_form_of_a_name() {
        let known = ["UTC", "Europe/Madrid", "America/Argentina/Buenos_Aires", "Etc/GMT+5"];
        assert!(known.into_iter().all(is_time_zone));
        assert!(!["CET+1", "madrid", "Europe/", "+01:00", ""].into_iter().any(is_time_zone));
    }
}
