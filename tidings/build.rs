//! Takes the built web client into the binary: a table of its files with their compressed forms,
//! which `npm run build` in `web/` leaves beside them. Without a built client the table is empty.

use std::path::Path;
use std::{env, fs, io};

/// Where `npm run build` puts it.
const BUILT: &str = "../web/dist";

/// The endings of the compressed forms.
const FORMS: [&str; 2] = ["br", "gz"];

fn main() -> io::Result<()> {
    // A folder is looked at with everything in it; one that is not there yet, each time.
    println!("cargo::rerun-if-changed={BUILT}");
    let mut paths = Vec::new();
    let built = Path::new(BUILT);
    if built.join("index.html").exists() {
        collect(&built.canonicalize()?, "", &mut paths)?;
    }
    paths.sort();

    let mut table = String::from("&[\n");
    for (path, place) in &paths {
        let form = |ending: &str| match paths
            .iter()
            .find(|(other, _)| *other == format!("{path}.{ending}"))
        {
            Some((_, place)) => format!("Some(include_bytes!({place:?}))"),
            None => "None".to_owned(),
        };
        let [br, gz] = FORMS.map(form);
        if !FORMS
            .iter()
            .any(|ending| path.ends_with(&format!(".{ending}")))
        {
            table += &format!(
                "File {{ path: {path:?}, plain: include_bytes!({place:?}), br: {br}, gz: {gz} }},\n"
            );
        }
    }
    table += "]\n";
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&out).join("web.rs"), table)
}

/// Every file below a folder, as it is asked for and where it is. Hidden ones are of the build.
fn collect(folder: &Path, path: &str, found: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{path}/{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &path, found)?;
        } else {
            found.push((path, entry.path().to_string_lossy().into_owned()));
        }
    }
    Ok(())
}
