//! What generated pipelines are made of: a row for every form of every kind that decides when something runs or what it is
//! called with. `<word>` is filled in: with something of that sort that is visible, or as `Writer::word` says.

/// A form of a stage.
pub struct Form {
    /// For the count of what occurs.
    pub name: &'static str,
    /// How often, beside the others that fit.
    pub weight: usize,
    /// What others can refer to: sort and what stands behind the stage's name.
    pub gives: &'static [(&'static str, &'static str)],
    pub text: &'static str,
}

const fn form(
    name: &'static str,
    weight: usize,
    gives: &'static [(&'static str, &'static str)],
    text: &'static str,
) -> Form {
    Form { name, weight, gives, text }
}

const DATA: (&str, &str) = ("data", ".out");
const AUC: (&str, &str) = ("number", ".auc");
const TRAINED: &[(&str, &str)] = &[("candidate", ""), ("model", ".model"), AUC];
const MODEL: &[(&str, &str)] = &[("candidate", ""), ("model", "")];
const SERVED: &[(&str, &str)] = &[("text", ".config")];
const ANSWER: &[(&str, &str)] = &[("number", ".score"), ("text", ".id"), ("flag", ".sure")];
const WINNER: &[(&str, &str)] = &[("model", ".model"), ("number", ".recall"), AUC, ("text", ".winner")];
const APPROVED: &[(&str, &str)] = &[("flag", ".approved")];

/// Every form; simpler ones first.
pub const FORMS: &[Form] = &[
    form("notify topic", 6, &[], "notify <name> { to = alerts, message = <words><after><retry> }"),
    form("notify queue", 2, &[], "notify <name> { to = queue(inbox), message = <words><after><retry> }"),
    form("notify ordered", 2, &[], "notify <name> { to = queue(\"law.fifo\"), message = <words><after> }"),
    form("notify bus", 2, &[], "notify <name> { to = bus(\"law\", detail_type = \"Told\"), message = <words><after> }"),
    form(
        "process",
        12,
        &[DATA],
        "process <name> { image = sklearn(\"1.2-1\"), code = \"jobs/p.py\", instance = ml.m5.xlarge, inputs = { data = <data> }
  arguments = [<words>, <number>, <number> / <number>]<after><retry>
  output out: Dataset(csv) }",
    ),
    form(
        "process again",
        5,
        &[DATA],
        "process <name> { image = sklearn(\"1.2-1\"), code = \"jobs/p.py\", instance = ml.m5.xlarge, inputs = { data = <data> }
  arguments = [month, <number>]<cache><after><retry>
  output out: Dataset(csv) }",
    ),
    form(
        "process features",
        8,
        &[DATA],
        "process <name> { image = sklearn(\"1.2-1\"), code = \"jobs/p.py\", instance = ml.m5.xlarge, inputs = { data = <data> }
  environment = { KEY = key }<after>
  output kept: Features = <group>
  output out: Dataset(csv) }",
    ),
    form(
        "train",
        8,
        TRAINED,
        "train <name> { algorithm = xgboost(\"1.7-1\"), instance = ml.m5.xlarge, channels = { train = <data> }
  hyperparameters = { objective = \"binary:logistic\", num_round = 10 }<cache><after><retry>
  metric auc: Number = final(\"train:auc\") }",
    ),
    form(
        "train on spot",
        3,
        TRAINED,
        "train <name> { algorithm = xgboost(\"1.7-1\"), instance = ml.m5.xlarge, channels = { train = <data> }
  hyperparameters = { num_round = 10 }, timeout = 1h, spot = { max_wait = 2h }<after><retry>
  metric auc: Number = final(\"train:auc\") }",
    ),
    form(
        "train with a deadline",
        5,
        TRAINED,
        "train <name> { algorithm = xgboost(\"1.7-1\"), instance = ml.m5.xlarge, channels = { train = <data> }
  hyperparameters = { num_round = 10 }, timeout = 1h, spot = { deadline = 4h, attempts = 2, reserve = 20min }<after><retry>
  metric auc: Number = final(\"train:auc\") }",
    ),
    form(
        "tune",
        4,
        &[("candidate", ""), ("model", ".best"), AUC, ("text", ".best_job")],
        "tune <name> { algorithm = xgboost(\"1.7-1\"), instance = ml.m5.xlarge, channels = { train = <data>, validation = <data> }
  hyperparameters = { objective = \"binary:logistic\", num_round = 10 }, ranges = { eta = continuous(0.1, 0.3) }
  objective = max(auc), jobs = 4<cache><after><retry>
  metric auc: Number = final(\"validation:auc\") }",
    ),
    form(
        "automl",
        4,
        &[("candidate", ""), ("model", ".best"), ("number", ".score"), ("text", ".candidate")],
        "automl <name> { channels = { train = <data> }, problem = regression, target = \"price\", objective = rmse
  timeout = 2h, poll = <few>min<after><retry> }",
    ),
    form(
        "evaluate",
        6,
        WINNER,
        "evaluate <name> { candidates = [<candidates>], data = <data>, image = sklearn(\"1.2-1\"), code = \"jobs/e.py\"
  instance = ml.m5.xlarge, best = max(recall)<cache><after><retry>
  metric recall: Number
  metric auc: Number }",
    ),
    form(
        "transform",
        4,
        &[DATA],
        "transform <name> { model = <model>, data = <data>, instance = ml.m5.xlarge<cache><after><retry>
  output out: Dataset(csv) }",
    ),
    form(
        "label",
        3,
        &[("number", ".labelled"), ("number", ".by_people")],
        "label <name> { data = photos, task = image_classification, categories = [\"shoe\", \"bag\"], workers = <few>
  template = s3(\"photos/sort.liquid\"), team = \"arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/photos\"
  title = \"Sort\", description = <words>, timeout = 1d<after><retry>
  output labels: Dataset(image) }",
    ),
    form(
        "feature_group",
        4,
        &[("group", ""), ("text", ".name"), ("text", ".table")],
        "feature_group <name> { name = <own>, features = { id = string, at = fractional }, record = id, event_time = at<after><retry> }",
    ),
    form("model approved", 2, MODEL, "model <name> { approved = \"law\"<after><retry> }"),
    form("model of S3", 2, MODEL, "model <name> { artifact = s3(\"models/${month}/model.tar.gz\"), serving = xgboost(\"1.7-1\") }"),
    form("model of SageMaker", 2, MODEL, "model <name> { existing = \"live-${kind}\"<after> }"),
    form("model of a package", 2, MODEL, "model <name> { package = \"arn:aws:sagemaker:eu-west-1:123456789012:model-package/law/3\"<after> }"),
    form("register", 6, &[("version", "")], "register <name> { model = <model>, group = \"law\"<after><retry> }"),
    form(
        "deploy",
        3,
        SERVED,
        "deploy <name> { model = <model>, instance = ml.m5.large, endpoint = <own><after><retry> }",
    ),
    form(
        "deploy captured",
        9,
        &[("endpoint", ""), ("text", ".endpoint")],
        "deploy <name> { model = <model>, instance = ml.m5.large, endpoint = <own>, capture = 50%
  scale = { min = 1, max = 3, invocations_per_instance = 100 }, rollout = canary(10%, wait = 10min)<after> }",
    ),
    form(
        "deploy a version",
        12,
        SERVED,
        "deploy <name> { model = <version>, serverless = { memory = 2GiB, concurrency = 5 }, endpoint = <own>, poll = <few>min<after> }",
    ),
    form(
        "deploy variants",
        2,
        SERVED,
        "deploy <name> { endpoint = <own>, timeout = 20min<after>
  variants = { one = { model = <model>, instance = ml.m5.large, weight = 9 }, two = { model = <model>, instance = ml.m5.large } } }",
    ),
    form("monitor", 40, &[], "monitor <name> { endpoint = <endpoint>, baseline = <data>, every = 6h<after><retry> }"),
    form("approve", 2, APPROVED, "approve <name> { ask = alerts, message = <words>, timeout = 2h<after> }"),
    form("approve or go on", 2, APPROVED, "approve <name> { ask = alerts, message = <words>, timeout = 2h, on_reject = go_on<after> }"),
    form(
        "approve or not at all",
        2,
        APPROVED,
        "approve <name> { ask = alerts, message = <words>, timeout = 2h, on_timeout = go_on, on_reject = go_on<after> }",
    ),
    form("wait", 3, &[], "wait <name> { time = <few>min<after> }"),
    form(
        "wait until",
        4,
        &[("text", ".value")],
        "wait <name> { until = \"glue.getCrawler\", request = { Name = \"c-<name>\" }, value = \"Crawler.State\"
  success = [\"READY\", \"DONE\"], failure = [\"FAILED\"], every = 20s, timeout = 20min<after> }",
    ),
    form(
        "call a function",
        8,
        ANSWER,
        "call <name> { lambda = \"judge\", payload = { words = <words>, n = <number> }<after><retry>
  output score: Number = path(\"score\")
  output id: String = path(\"id\")
  output sure: Bool = path(\"sure\") }",
    ),
    form(
        "call an action",
        2,
        &[],
        "call <name> { action = \"dynamodb.putItem\", request = { TableName = \"t\", Item = { k = { S = <words> } } }<after><retry> }",
    ),
    form(
        "call a job",
        3,
        &[("text", ".run")],
        "call <name> { action = \"glue.startJobRun\", request = { JobName = \"etl\", Arguments = { \"--w\" = <words> } }, wait = true<after><retry>
  output run: String = path(\"Id\") }",
    ),
    form(
        "call a machine",
        2,
        &[],
        "call <name> { action = \"sfn.startExecution\", request = { StateMachineArn = \"arn:aws:states:eu-west-1:123456789012:stateMachine:other\", Input = { w = <words> } }
  wait = true, timeout = 1h<after> }",
    ),
    form(
        "call over HTTP",
        2,
        &[("number", ".score")],
        "call <name> { action = \"http.invoke\", request = { ApiEndpoint = \"https://api.example.com/x\", Method = \"POST\", RequestBody = { n = <number> }
    Authentication = { ConnectionArn = \"arn:aws:events:eu-west-1:123456789012:connection/x/3f1a5c0e-1111-2222-3333-444455556666\" } }<after><retry>
  output score: Number = path(\"ResponseBody.price\") }",
    ),
    form(
        "call with a token",
        3,
        &[("text", ".id")],
        "call <name> { action = \"sqs.sendMessage\", wait = token, timeout = 3h<after>
  request = { QueueUrl = \"https://sqs.eu-west-1.amazonaws.com/123456789012/reviews\", MessageBody = { token = task.token, w = <words> } }
  output id: String = path(\"verdict\") }",
    ),
    form("component", 4, &[DATA], "cleaned <name> { rows = <data> }"),
    form("imported component", 4, &[("model", ".model"), AUC], "fitted <name> { rows = <data>, rounds = <few> }"),
];

/// How a block ends that is not to go on.
pub const FAIL: Form = form("fail", 0, &[], "fail <name> { error = \"Own.Weak\", cause = <words> }");

pub const CONDITIONS: &[&str] = &[
    "<number> >= 0.5",
    "<flag>",
    "<number> > bar and not <flag>",
    "<text> == \"2026-10\" or <number> < 0.3",
    "least > 2",
    "least < 2 or <flag>",
    "least == 3 and <number> + 0.2 > 0.4",
    "not (least < 5) or <number> * 2 < 1",
    "<text> != \"x\" and least >= 3",
    "least > 2 and <flag>",
    "<text> == \"2026-11\" and not <flag>",
    "matches(<text>, \"2026-*\") and <number> <= 0.5",
    "1 / <number> > 2",
    "<number> == 0 or <number> / <number> < 1",
    "matches(month, \"*-1?\") or not matches(<text>, \"s*\")",
    "<number> - <number> != 0",
    "<number> / <number> + 1 > 2 or least > 2",
    "least > 2 or 1 / <number> > 2",
    "not (bar == 0) and 2 / bar < <number> or <flag>",
];

pub const RETRIES: &[&str] = &[
    "{ on = [throttling, capacity], attempts = 2, interval = 5s, backoff = 2, jitter = none }",
    "{ on = [failure], attempts = 1, interval = 30s, jitter = none }",
    "{ on = [timeout, failure], attempts = 2, interval = 1s, backoff = 3, max_interval = 10s }",
    "[{ on = [throttling], attempts = 1, jitter = none }, { on = [failure], attempts = 2, jitter = none }]",
];

/// Who is told of failures.
pub const TOLD: &[&str] =
    &["", "notify(alerts)", "notify(bus(\"failures\"))", "notify(queue(inbox))", "notify(queue(\"failures.fifo\"))"];

pub const ENVS: &[Option<&str>] = &[None, None, Some("dev"), Some("prod")];

pub const TRIGGERS: &[&str] = &[
    "",
    "trigger nightly { schedule = \"rate(12 hours)\", input = { inbox = \"https://sqs.eu-west-1.amazonaws.com/1/nightly\" } }\n",
    "trigger arrived { created = raw, input = { inbox = event(\"detail.object.key\") } }\n",
];

/// What every pipeline begins with.
pub const HEAD: &str = r#"param runner: Role
param alerts: Topic
param inbox:  String
param bar:    Number(min = 0, max = 1) = 0.5
param loud:   Bool = false
param month:  String(pattern = "20[0-9]{2}-[01][0-9]") = "2026-10"
param kind:   String(one_of = ["small", "large"]) = "small"
param key:    Secret = secret("prod/key")
param parts:  List(String, max = 3) = ["north", "south"]
param counts: List(Number, max = 3) = [1, 0.5]
let least = 3
let deep = [3, 6]
env dev  { least = 1, bar = 0.1 }
env prod { month = "2026-12", parts = ["all"] }
dataset raw { uri = s3("raw-data/${month}/"), format = csv }
dataset photos { uri = s3("photos/new.manifest"), format = image, attributes = ["source-ref"] }
component cleaned {
  input rows: Dataset
  output out: Dataset(csv) = clean.out
  process clean {
    image = sklearn("1.2-1")
    code = "jobs/p.py"
    instance = ml.m5.xlarge
    inputs = { rows = rows }
    output out: Dataset(csv)
  }
}
trigger asked_for { event = { source = ["law"] }, input = { inbox = event("detail.inbox"), month = "2026-11" } }
test asked { given = { event = { source = "law", detail = { inbox = "https://sqs.eu-west-1.amazonaws.com/1/mine" } } }, expect = { within = 90d } }
"#;

/// The file that a component is imported from.
pub const SHARED: &str = r#"component fitted {
  input rows:   Dataset(csv)
  input rounds: Number = 10
  output model: Model  = fit.model
  output auc:   Number = fit.auc
  train fit {
    algorithm = xgboost("1.7-1")
    instance = ml.m5.xlarge
    channels = { train = rows }
    hyperparameters = { num_round = rounds }
    metric auc: Number = final("train:auc")
  }
  notify told { to = queue("fitted"), message = "auc ${fit.auc}" }
}
"#;
