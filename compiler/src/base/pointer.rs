//! JSON pointers (RFC 6901): escaping, and a pointer that costs nothing until somebody asks for its text.

use std::borrow::Cow;

/// `segment` as it stands in a JSON pointer: `~` becomes `~0`, `/` becomes `~1`.
pub fn escape(segment: &str) -> Cow<'_, str> {
    if segment.contains(['~', '/']) {
        Cow::Owned(segment.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(segment)
    }
}

/// A place in a JSON document, kept as a chain on the stack of whoever walks it.
#[derive(Debug, Clone, Copy)]
pub enum Pointer<'a> {
    /// The document itself.
    Root,
    /// A member of an object.
    Key(&'a Pointer<'a>, &'a str),
    /// An item of an array.
    Index(&'a Pointer<'a>, usize),
}

impl<'a> Pointer<'a> {
    /// The member `name` of the object here.
    pub fn key(&'a self, name: &'a str) -> Pointer<'a> {
        Pointer::Key(self, name)
    }

    /// The item `index` of the array here.
    pub fn index(&'a self, index: usize) -> Pointer<'a> {
        Pointer::Index(self, index)
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Root => {}
            Self::Key(parent, name) => {
                parent.write(text);
                text.push('/');
                text.push_str(&escape(name));
            }
            Self::Index(parent, index) => {
                parent.write(text);
                text.push('/');
                text.push_str(&index.to_string());
            }
        }
    }
}

impl std::fmt::Display for Pointer<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        formatter.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_in_names_are_escaped() {
        let states = Pointer::Root.key("States");
        let state = states.key("a/b~c");
        assert_eq!(state.key("Branches").index(2).to_string(), "/States/a~1b~0c/Branches/2");
        assert_eq!(Pointer::Root.to_string(), "");
    }
}
