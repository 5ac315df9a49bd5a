//! Secrets: where a reference to one may stand in a request, and who would read its value.

/// Actions of Secrets Manager whose answer has a value in it, which a task writes into the execution's history.
pub const READING: &[&str] =
    &["secretsmanager.batchGetSecretValue", "secretsmanager.getRandomPassword", "secretsmanager.getSecretValue"];

/// How members of requests end that take a secret's name or ARN, in small letters. Source: every member of botocore
/// 1.44.5 with `secret` in its name that takes one (2026-11), and `valueFrom` of a container's secrets (ECS, Batch).
const MEMBERS: &[&str] = &[
    "secretarn",
    "secretarnlist",
    "secretarns",
    "secretid",
    "secretiamarn",
    "secretmanagerarn",
    "secretsarn",
    "secretsmanagerarn",
    "secretstorearn",
    "valuefrom",
];

/// Whether a member of this name takes a reference to a secret.
pub fn takes_secret(member: &str) -> bool {
    let member = member.to_ascii_lowercase();
    MEMBERS.iter().any(|end| member.ends_with(end))
}

/// Characters that a secret's name may have beside letters and digits, and how long it is at most. Source: Secrets Manager
/// API reference, CreateSecret (2026-11).
const MARKS: &str = "/_+=.@-";
const LONGEST: usize = 512;

/// The same as a regular expression, also of a whole ARN, for values that are known only when running.
pub const PATTERN: &str = "^(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:)?[A-Za-z0-9\\/_+=.@-]{1,512}$";

/// Whether `written` is a secret's name or ARN.
pub fn is_reference(written: &str) -> bool {
    let name = match written.splitn(7, ':').collect::<Vec<_>>().as_slice() {
        ["arn", partition, "secretsmanager", _, _, "secret", name] if partition.starts_with("aws") => name,
        _ => written,
    };
    let legal = |c: char| c.is_ascii_alphanumeric() || MARKS.contains(c);
    (1..=LONGEST).contains(&name.len()) && name.chars().all(legal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_that_take_a_secret_are_told_from_roles_and_keys() {
        for member in
            ["SecretArn", "ClientSecretArn", "SecretId", "SecretARN", "AwsSecretStoreArn", "SecretsArn", "ValueFrom"]
        {
            assert!(takes_secret(member), "{member}");
        }
        for member in ["SecretsManagerAccessRoleArn", "MasterUserSecretKmsKeyId", "Secret", "Sql", "Database"] {
            assert!(!takes_secret(member), "{member}");
        }
    }

    #[test]
    fn a_reference_is_a_name_or_an_arn() {
        assert!(
            is_reference("prod/database")
                && is_reference("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1b2c3")
        );
        assert!(
            !is_reference("") && !is_reference("hunter 2!") && !is_reference("arn:aws:sns:eu-west-1:123456789012:db")
        );
    }
}
