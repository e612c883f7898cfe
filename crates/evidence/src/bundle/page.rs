//! The page of a bundle: what people read. No script, and every text escaped.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write};
use std::path::Path;

use domain::to_hex;
use serde_json::Value;

use super::{EVENTS, Manifest, NOT_PROVEN, PAGE};
use crate::Record;

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Record of a project</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding-inline: 1rem; color-scheme: light dark }
table { border-collapse: collapse; inline-size: 100% }
th, td { text-align: start; vertical-align: top; padding: .25rem .5rem; border-block-end: 1px solid #8886 }
td { overflow-wrap: anywhere }
.text { white-space: pre-wrap }
code { font-size: .85em }
</style>
"#;

/// Writes the page from the events that are in the folder.
///
/// # Errors
/// The folder cannot be read or written.
pub fn write_page(folder: &Path, manifest: &Manifest) -> io::Result<()> {
    let mut names = HashMap::new();
    for record in records(folder)? {
        let record = record?;
        let name = record.payload.get("name").and_then(|name| name.get("text"));
        if let (true, Some(name)) = (record.stream_type == "User", name.and_then(Value::as_str)) {
            names.insert(record.stream_id, name.to_owned());
        }
    }
    let mut out = BufWriter::new(File::create(folder.join(PAGE))?);
    out.write_all(HEAD.as_bytes())?;
    head(&mut out, manifest, &names)?;
    for record in records(folder)? {
        row(&mut out, &record?, &names)?;
    }
    writeln!(out, "</table>\n</html>")?;
    out.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()
}

fn records(folder: &Path) -> io::Result<impl Iterator<Item = io::Result<Record>>> {
    let lines = BufReader::new(File::open(folder.join(EVENTS))?).lines();
    Ok(lines.map(|line| serde_json::from_str(&line?).map_err(io::Error::from)))
}

fn head(out: &mut impl Write, of: &Manifest, names: &HashMap<String, String>) -> io::Result<()> {
    let checkpoint = of.checkpoint.checkpoint;
    writeln!(
        out,
        "<h1>Record of project <code>{}</code></h1>",
        of.project_id
    )?;
    writeln!(
        out,
        "<p>Made {} for this reason: <q>{}</q>{}. {} events in {} streams, {} files.</p>",
        of.made_at,
        escaped(&of.reason),
        of.by.map_or(String::new(), |by| format!(
            ", asked for by {}",
            person(&by.to_string(), names)
        )),
        of.counts.events,
        of.counts.streams,
        of.counts.files,
    )?;
    writeln!(
        out,
        "<p>Every event is proven by the checkpoint of log <code>{}</code> at position {}, root \
         <code>{}</code>, signed {} with key <code>{}</code>. To check: <code>tidings verify \
         --bundle DIR --key KEY</code>. {}.</p>",
        checkpoint.log_id,
        checkpoint.size,
        to_hex(&checkpoint.root),
        checkpoint.time,
        to_hex(&of.key.id),
        escaped(NOT_PROVEN),
    )?;
    writeln!(
        out,
        "<table>\n<tr><th>Position<th>Time<th>Who<th>What<th>Where<th>Words"
    )
}

fn row(out: &mut impl Write, of: &Record, names: &HashMap<String, String>) -> io::Result<()> {
    write!(
        out,
        "<tr id=\"p{0}\"><td>{0}<td><time>{1}</time><td>{2}<td>{3}<td>{4}<br><code>{5}</code> {6}<td>",
        of.position,
        of.occurred_at,
        person(&of.actor.to_string(), names),
        escaped(&of.event_type),
        escaped(&of.stream_type),
        escaped(&of.stream_id),
        of.sequence,
    )?;
    words(out, "", &of.payload)?;
    for file in of.files() {
        let file = to_hex(&file);
        write!(
            out,
            "<div>file <a href=\"files/{file}\"><code>{file}</code></a></div>"
        )?;
    }
    writeln!(out)
}

/// Every personal value in a payload, with the key it stands under.
fn words(out: &mut impl Write, under: &str, payload: &Value) -> io::Result<()> {
    match payload {
        Value::Object(object) => {
            let text = object.get("text").and_then(Value::as_str);
            match (text, object.contains_key("salt"), object.get("digest")) {
                (Some(text), true, None) => write!(
                    out,
                    "<div>{}: <bdi class=\"text\">{}</bdi></div>",
                    escaped(under),
                    escaped(text)
                ),
                (None, false, Some(_)) if object.len() == 1 => {
                    write!(out, "<div>{}: <i>withheld</i></div>", escaped(under))
                }
                (_, _, _) => object
                    .iter()
                    .try_for_each(|(key, value)| words(out, key, value)),
            }
        }
        Value::Array(values) => values.iter().try_for_each(|value| words(out, under, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

fn person(id: &str, names: &HashMap<String, String>) -> String {
    match names.get(id) {
        Some(name) => format!("<bdi>{}</bdi>", escaped(name)),
        None => format!("<code>{}</code>", escaped(id)),
    }
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut safe, character| {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            plain => safe.push(plain),
        }
        safe
    })
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_text_stays_a_text() {
        let script = "<script>alert('\"&')</script>";
        let safe = "&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;";
        assert_eq!(escaped(script), safe);
    }
}
