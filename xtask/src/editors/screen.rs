//! A terminal that nobody looks at: tmux runs a program, types and reads what is shown.

use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::debian::Packages;
use crate::command::{program, run};

/// How long something may take to be shown.
const PATIENCE: Duration = Duration::from_secs(20);

/// One terminal; it is closed when it is dropped.
pub struct Screen {
    packages: Option<Packages>,
    socket: String,
}

impl Screen {
    /// Starts a program in it.
    pub fn new(command: &Command) -> Result<Self, String> {
        let on_machine = program("tmux").arg("-V").output().is_ok_and(|done| done.status.success());
        let packages = if on_machine { None } else { Some(Packages::unpacked()?) };
        let screen = Self { packages, socket: format!("mlc-{}", std::process::id()) };
        let mut tmux = screen.tmux(&["new-session", "-d", "-x", "140", "-y", "40", "env"]);
        let variables = command.get_envs().filter_map(|(name, value)| value.map(|value| (name, value)));
        for (name, value) in variables {
            tmux.arg(format!("{}={}", name.display(), value.display()));
        }
        tmux.args(["TERM=xterm-256color", "COLORTERM=truecolor"]).arg(command.get_program()).args(command.get_args());
        if let Some(folder) = command.get_current_dir() {
            tmux.current_dir(folder);
        }
        run(&mut tmux).map(|()| screen)
    }

    fn tmux(&self, words: &[&str]) -> Command {
        let mut tmux = self.packages.as_ref().map_or_else(|| program("tmux"), |packages| packages.command("tmux"));
        tmux.args(["-L", &self.socket, "-f", "/dev/null"]).args(words);
        tmux
    }

    /// Types keys, each by its name: `Escape`, `Enter`, `g`.
    pub fn keys(&self, keys: &[&str]) -> Result<(), String> {
        for key in keys {
            run(&mut self.tmux(&["send-keys", key]))?;
            sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// Types a text.
    pub fn text(&self, text: &str) -> Result<(), String> {
        run(&mut self.tmux(&["send-keys", "-l", text]))
    }

    /// What is shown; nothing any more where the program has ended.
    pub fn shown(&self) -> String {
        let done = self.tmux(&["capture-pane", "-p"]).output();
        done.map(|done| String::from_utf8_lossy(&done.stdout).into_owned()).unwrap_or_default()
    }

    /// Waits until something holds for what is shown.
    pub fn wait(&self, what: &str, holds: impl Fn(&str) -> bool) -> Result<(), String> {
        let start = Instant::now();
        loop {
            let shown = self.shown();
            if holds(&shown) {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                return Err(format!("{what}: not on\n{shown}"));
            }
            sleep(Duration::from_millis(100));
        }
    }

    /// Waits until a text is shown.
    pub fn see(&self, text: &str) -> Result<(), String> {
        self.wait(&format!("`{text}`"), |shown| shown.contains(text))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // There is none any more where the program has ended.
        let _ = self.tmux(&["kill-server"]).output();
    }
}
