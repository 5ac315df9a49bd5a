//! What an ItemReader makes of an object or a listing on S3.
//!
//! Source: "ItemReader (Map)" of the developer guide; the texts of the errors are AWS's, as LocalStack's tests have
//! recorded them (2026-03).

use super::document::ReaderConfig;
use serde_json::{Map, Value};

/// The items of an answer, or why there are none. `MANIFEST` and `PARQUET` are not simulated.
pub(super) fn read(answer: &Value, config: &ReaderConfig, most: Option<u64>) -> Result<Vec<Value>, String> {
    if most == Some(0) {
        return Err("field MaxItems must be positive".to_owned());
    }
    let mut items = if let Some(listed) = answer.get("Contents") {
        listed.as_array().cloned().ok_or("Attempting to map over non-iterable node.")?
    } else {
        let body = answer.get("Body").unwrap_or(answer);
        match (config.input_type.as_str(), body) {
            ("CSV", Value::String(text)) => csv(text, config)?,
            ("JSONL", Value::String(text)) => {
                text.lines().filter(|line| !line.trim().is_empty()).map(json).collect::<Result<_, _>>()?
            }
            ("JSON" | "", Value::String(text)) => array(json(text)?)?,
            ("JSON" | "", other) => array(other.clone())?,
            (other, _) => return Err(format!("items of type {other} are not simulated")),
        }
    };
    if let Some(most) = most.and_then(|most| usize::try_from(most).ok()) {
        items.truncate(most);
    }
    Ok(items)
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("The object is not JSON: {error}"))
}

fn array(value: Value) -> Result<Vec<Value>, String> {
    match value {
        Value::Array(items) => Ok(items),
        _ => Err("Attempting to map over non-iterable node.".to_owned()),
    }
}

fn csv(text: &str, config: &ReaderConfig) -> Result<Vec<Value>, String> {
    let delimiter = match config.csv_delimiter.as_str() {
        "PIPE" => '|',
        "SEMICOLON" => ';',
        "SPACE" => ' ',
        "TAB" => '\t',
        _ => ',',
    };
    let mut rows = rows(text, delimiter).into_iter();
    let headers = if config.csv_header_location == "GIVEN" {
        config.csv_headers.clone()
    } else {
        rows.next().unwrap_or_default()
    };
    let mut sorted = headers.clone();
    sorted.sort();
    sorted.dedup();
    if sorted.len() != headers.len() {
        return Err("CSV headers cannot contain duplicates.".to_owned());
    }
    let object = |row: Vec<String>| {
        let cells = row.into_iter().chain(std::iter::repeat(String::new()));
        headers.iter().cloned().zip(cells).map(|(name, cell)| (name, Value::String(cell))).collect::<Map<_, _>>()
    };
    Ok(rows.map(|row| Value::Object(object(row))).collect())
}

/// Rows of cells; a cell in quotes may hold delimiters, line ends and doubled quotes.
fn rows(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other if other == delimiter && !quoted => row.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    rows
}
