//! Virtual time: moments as numbers and as text, and an agenda of what happens when.

use std::collections::BTreeMap;

/// Milliseconds: a moment since 1970-01-01T00:00:00Z, or a span.
pub type Millis = u64;

const DAY: u64 = 86_400_000;

/// What is to happen, in the order of time; what was put in first comes first where the time is the same.
#[derive(Debug)]
pub struct Agenda<E> {
    now: Millis,
    entered: u64,
    queue: BTreeMap<(Millis, u64), E>,
}

impl<E> Agenda<E> {
    /// An empty agenda that begins at a moment.
    pub fn new(start: Millis) -> Self {
        Self { now: start, entered: 0, queue: BTreeMap::new() }
    }

    /// The present moment.
    pub fn now(&self) -> Millis {
        self.now
    }

    /// Puts an entry in, so much later than now.
    pub fn after(&mut self, span: Millis, entry: E) {
        self.entered += 1;
        self.queue.insert((self.now.saturating_add(span), self.entered), entry);
    }

    /// Takes the next entry out and lets time pass until then.
    pub fn take(&mut self) -> Option<E> {
        let ((moment, _), entry) = self.queue.pop_first()?;
        self.now = moment;
        Some(entry)
    }
}

/// `2026-01-31T08:00:00.000Z`.
pub fn iso(moment: Millis) -> String {
    let (days, rest) = (moment / DAY, moment % DAY);
    let (year, month, day) = date(days);
    let (hour, minute, second, milli) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

/// The moment that an ISO 8601 text with a time zone names; moments before 1970 are taken for 1970.
pub fn moment(text: &str) -> Option<Millis> {
    let (date, time) = text.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?;
    let zone = time.find(['Z', '+', '-'])?;
    let (clock, zone) = time.split_at_checked(zone)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let [hour, minute, second] = numbers(clock, ':')?;
    let millis: u64 = if fraction.is_empty() { 0 } else { format!("{fraction:0<3}").get(..3)?.parse().ok()? };
    let exists = (1..=12).contains(&month) && day >= 1 && day <= length(year, month);
    if !exists || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let offset: i64 = match zone {
        "Z" => 0,
        _ => {
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    let local = days(year, month, day) * DAY + hour * 3_600_000 + minute * 60_000 + second * 1000 + millis;
    Some(local.saturating_add_signed(-offset * 60_000))
}

fn numbers(text: &str, between: char) -> Option<[u64; 3]> {
    let mut parts = text.split(between).map(|part| part.parse::<u64>().ok());
    let found = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(found)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn length(year: u64, month: u64) -> u64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u64::from(is_leap(year)),
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar (years count from March, so that the leap day is the last).
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = year - u64::from(month <= 2);
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    (era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year).saturating_sub(719_468)
}

/// The reverse of [`days`].
fn date(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_texts_are_the_same() {
        for (text, millis) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("2000-02-29T12:00:00.500Z", 951_825_600_500),
            ("2026-11-24T23:59:59.999Z", 1_795_564_799_999),
            ("2100-03-01T00:00:00.000Z", 4_107_542_400_000),
        ] {
            assert_eq!(iso(millis), text);
            assert_eq!(moment(text), Some(millis));
        }
        assert_eq!(moment("2026-01-01T01:00:00+01:00"), moment("2026-01-01T00:00:00Z"));
        for wrong in ["2026-02-29T00:00:00Z", "2026-01-01", "2026-01-01T25:00:00Z", "2026-01-01T00:00:00", "x"] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
        for day in 0..80_000 {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, of_month), day);
        }
    }

    #[test]
    fn an_agenda_keeps_the_order() {
        let mut agenda = Agenda::new(10);
        for (span, entry) in [(5, "c"), (0, "a"), (5, "d"), (0, "b")] {
            agenda.after(span, entry);
        }
        let order: Vec<_> = std::iter::from_fn(|| agenda.take()).collect();
        assert_eq!((order, agenda.now()), (vec!["a", "b", "c", "d"], 15));
    }
}
