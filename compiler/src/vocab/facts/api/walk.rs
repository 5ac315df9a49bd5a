//! Which type stands at a JSON pointer of a request or a response.

use super::{Member, Shape, operation};

/// The type at `pointer` of a request; the empty pointer is the request itself.
pub fn shape_at(service: &str, action: &str, pointer: &str) -> Option<&'static Shape> {
    follow(operation(service, action)?.input()?, pointer)
}

/// The type at `pointer` of a response, such as `/ModelArtifacts/S3ModelArtifacts` of `describeTrainingJob`.
pub fn response_at(service: &str, action: &str, pointer: &str) -> Option<&'static Shape> {
    follow(operation(service, action)?.output()?, pointer)
}

/// The members of the structure at `pointer` of a request; empty where there is none.
pub fn members(service: &str, action: &str, pointer: &str) -> Vec<Member> {
    shape_at(service, action, pointer).map(|shape| shape.members().collect()).unwrap_or_default()
}

fn follow(shape: &'static Shape, pointer: &str) -> Option<&'static Shape> {
    pointer.split('/').skip(1).try_fold(shape, |at, token| {
        let token = token.replace("~1", "/").replace("~0", "~");
        at.element().or_else(|| at.value()).or_else(|| at.member(&token)?.shape)
    })
}
