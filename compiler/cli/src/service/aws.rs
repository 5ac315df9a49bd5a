//! The one file that knows the AWS SDK.

use std::error::Error;
use std::ffi::OsStr;
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sfn::Client;
use aws_sdk_sfn::config::{ProvideCredentials, SharedHttpClient};
use aws_sdk_sfn::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_sfn::operation::validate_state_machine_definition::ValidateStateMachineDefinitionError as Refusal;
use aws_sdk_sfn::types::ValidateStateMachineDefinitionResultCode as ResultCode;
use aws_sdk_sfn::types::ValidateStateMachineDefinitionSeverity as Severity;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use rustls::RootCertStore;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use tokio::runtime::Runtime;

use super::{Answer, Remark, Service, Unanswered};
use crate::console::{lower_first, reason};

const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(30);

/// The client, made at the first question.
#[derive(Default)]
pub struct Aws {
    ready: Option<(Runtime, SdkConfig)>,
}

impl Service for Aws {
    fn validate(&mut self, region: &str, definition: &str) -> Result<Answer, Unanswered> {
        let (runtime, config) = match self.ready.take() {
            Some(ready) => self.ready.insert(ready),
            None => self.ready.insert(start(region)?),
        };
        let config = aws_sdk_sfn::config::Builder::from(&*config).region(Region::new(region.to_owned())).build();
        let call = Client::from_conf(config)
            .validate_state_machine_definition()
            .definition(definition)
            .r#type(aws_sdk_sfn::types::StateMachineType::Standard)
            .severity(Severity::Warning);
        let answer = runtime.block_on(call.send()).map_err(|error| unanswered(region, &error))?;
        let remarks = answer.diagnostics().iter().map(|found| Remark {
            is_error: *found.severity() == Severity::Error,
            code: found.code().to_owned(),
            message: found.message().to_owned(),
            location: found.location().map(str::to_owned),
        });
        Ok(Answer {
            accepted: *answer.result() == ResultCode::Ok,
            remarks: remarks.collect(),
            truncated: answer.truncated().unwrap_or(false),
        })
    }
}

/// Reads the environment and the shared configuration files, and makes sure of credentials, so that their absence is
/// told as such.
fn start(region: &str) -> Result<(Runtime, SdkConfig), Unanswered> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| Unanswered {
        reason: format!("cannot start the network client: {}", reason(&error)),
        help: "leave `--service` out".into(),
    })?;
    let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT).operation_timeout(WHOLE).build();
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .http_client(client()?)
        .timeout_config(timeouts);
    let config = runtime.block_on(loader.load());
    let credentials = match config.credentials_provider() {
        Some(provider) => runtime.block_on(provider.provide_credentials()).map_err(|error| innermost(&error)),
        None => Err("no provider is set up".into()),
    };
    match credentials {
        Ok(credentials) => {
            let provider = aws_sdk_sfn::config::SharedCredentialsProvider::new(credentials);
            Ok((runtime, config.into_builder().credentials_provider(provider).build()))
        }
        Err(reason) => Err(Unanswered {
            reason: format!("cannot ask Step Functions: there are no AWS credentials ({reason})"),
            help: "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY".into(),
        }),
    }
}

/// A client that trusts the system's certificates or, as the AWS CLI has it, those in the file that AWS_CA_BUNDLE names
/// and no others. Its cryptography is ring's: the SDK's own choice takes six times as long to compile.
fn client() -> Result<SharedHttpClient, Unanswered> {
    let mut trust = TrustStore::default();
    if let Some(path) = std::env::var_os("AWS_CA_BUNDLE").filter(|path| !path.is_empty()) {
        let bundle = bundle(&path).map_err(|why| Unanswered {
            reason: format!("cannot use the certificates in `{}`: {why}", path.to_string_lossy()),
            help: "AWS_CA_BUNDLE names a file of certificates in PEM form; mend or unset it".into(),
        })?;
        trust = TrustStore::empty().with_pem_certificate(bundle);
    }
    let context = TlsContext::builder().with_trust_store(trust).build().map_err(|error| Unanswered {
        reason: format!("cannot set up TLS: {}", innermost(&error)),
        help: "leave `--service` out".into(),
    })?;
    let provider = Provider::Rustls(CryptoMode::Ring);
    Ok(aws_smithy_http_client::Builder::new().tls_provider(provider).tls_context(context).build_https())
}

/// The file's bytes, which are good certificates: the client panics at what it cannot read.
fn bundle(path: &OsStr) -> Result<Vec<u8>, String> {
    let bytes = std::fs::read(path).map_err(|error| reason(&error))?;
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&bytes) {
        let certificate = certificate.map_err(|error| lower_first(&error.to_string()))?;
        store.add(certificate).map_err(|error| lower_first(&error.to_string()))?;
    }
    if store.is_empty() { Err("there are none".into()) } else { Ok(bytes) }
}

fn unanswered(region: &str, error: &SdkError<Refusal>) -> Unanswered {
    let told =
        |reason: String, help: String| Unanswered { reason: format!("cannot ask Step Functions: {reason}"), help };
    match error {
        SdkError::ServiceError(refusal) => {
            let refusal = refusal.err();
            let Some(code) = refusal.code() else {
                return told("the answer is not one of Step Functions".to_owned(), check_endpoint(region));
            };
            let message =
                refusal.message().map_or_else(String::new, |text| format!(": {}", text.trim_end_matches('.')));
            let help = match code {
                "AccessDeniedException" | "AccessDenied" => {
                    "allow `states:ValidateStateMachineDefinition` to these credentials, or use others".to_owned()
                }
                "ExpiredTokenException"
                | "ExpiredToken"
                | "UnrecognizedClientException"
                | "InvalidSignatureException"
                | "IncompleteSignature"
                | "InvalidClientTokenId" => {
                    "the credentials are not valid there: sign in again or set AWS_PROFILE".to_owned()
                }
                _ => "try again later, or leave `--service` out".to_owned(),
            };
            told(format!("it answers {code}{message}"), help)
        }
        SdkError::TimeoutError(_) => {
            told(format!("no answer within {} seconds", WHOLE.as_secs()), check_endpoint(region))
        }
        SdkError::DispatchFailure(failure) => {
            let cause = failure
                .as_connector_error()
                .map_or_else(|| DisplayErrorContext(error).to_string(), |cause| innermost(cause));
            told(cause, check_endpoint(region))
        }
        _ => told(format!("the answer is not one of Step Functions ({})", innermost(error)), check_endpoint(region)),
    }
}

fn check_endpoint(region: &str) -> String {
    format!(
        "check the network, the pipeline's region `{region}`, and AWS_ENDPOINT_URL_SFN, AWS_ENDPOINT_URL and \
         AWS_CA_BUNDLE where they are set"
    )
}

/// The last error of a chain: what happened, without what was being done.
fn innermost(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    lower_first(&error.to_string())
}
