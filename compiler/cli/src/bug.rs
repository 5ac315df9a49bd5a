//! When `mlc` itself breaks: say so, and what to send. The exit code is 101, which a panic of the main thread gives.

use std::io::Write;
use std::panic::PanicHookInfo;

/// From here on a panic explains itself.
pub fn install() {
    std::panic::set_hook(Box::new(|panic| {
        // Nothing can be done where even this cannot be written.
        let _ = std::io::stderr().write_all(message(panic).as_bytes());
    }));
}

fn message(panic: &PanicHookInfo<'_>) -> String {
    let said = panic.payload().downcast_ref::<&str>().map(|text| (*text).to_owned());
    let said =
        said.or_else(|| panic.payload().downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".into());
    let place = panic.location().map_or_else(|| "an unknown place".into(), ToString::to_string);
    format!(
        "error[E0999]: this is a bug in mlc, not in your file; nothing was written\n  \
         what: {said}\n  \
         where: {place} (mlc {})\n  \
         Please report these lines with the command you ran and, if you can, the file it ran on.\n",
        env!("CARGO_PKG_VERSION")
    )
}
