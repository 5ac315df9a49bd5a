"""The SageMaker service behind the engine: keeps what was created, answers Describe in the API's own shape.

moto's SageMaker lacks UpdateEndpoint and CreateMonitoringSchedule, does not check requests and completes every job at
once. This one is a table of resource kinds over botocore's models, put in as moto's own response class, so every boto3
client meets it: requests are validated with the values the machine really sends, names are unique, jobs take a while.
"""

from __future__ import annotations

import datetime
import json
import threading
from dataclasses import dataclass, field
from typing import Any

import boto3
from moto.sagemaker.exceptions import SagemakerClientError
from moto.core.responses import ActionResult
from moto.sagemaker.responses import SageMakerResponse

from ..aws_model import operation, request_problems
from .outcomes import Outcomes


@dataclass(frozen=True)
class Kind:
    """A kind of resource: its API name, its name field, its status field and the good end."""

    api: str
    name: str
    arn: str
    status: str = ""
    good: str = ""
    progress: str = "InProgress"
    reason: str = "FailureReason"


KINDS = [
    Kind("TrainingJob", "TrainingJobName", "training-job", "TrainingJobStatus", "Completed"),
    Kind("ProcessingJob", "ProcessingJobName", "processing-job", "ProcessingJobStatus", "Completed"),
    Kind("TransformJob", "TransformJobName", "transform-job", "TransformJobStatus", "Completed"),
    Kind("HyperParameterTuningJob", "HyperParameterTuningJobName", "hyper-parameter-tuning-job", "HyperParameterTuningJobStatus", "Completed"),
    Kind("LabelingJob", "LabelingJobName", "labeling-job", "LabelingJobStatus", "Completed"),
    Kind("AutoMLJobV2", "AutoMLJobName", "automl-job", "AutoMLJobStatus", "Completed"),
    Kind("Model", "ModelName", "model"),
    Kind("EndpointConfig", "EndpointConfigName", "endpoint-config"),
    Kind("Endpoint", "EndpointName", "endpoint", "EndpointStatus", "InService", "Creating"),
    Kind("ModelPackageGroup", "ModelPackageGroupName", "model-package-group", "ModelPackageGroupStatus", "Completed"),
    Kind("ModelPackage", "ModelPackageName", "model-package", "ModelPackageStatus", "Completed", "Pending"),
    Kind("MonitoringSchedule", "MonitoringScheduleName", "monitoring-schedule", "MonitoringScheduleStatus", "Scheduled", "Pending"),
    Kind("DataQualityJobDefinition", "JobDefinitionName", "data-quality-job-definition"),
    Kind("ModelQualityJobDefinition", "JobDefinitionName", "model-quality-job-definition"),
    Kind("ModelBiasJobDefinition", "JobDefinitionName", "model-bias-job-definition"),
    Kind("ModelExplainabilityJobDefinition", "JobDefinitionName", "model-explainability-job-definition"),
    Kind("FeatureGroup", "FeatureGroupName", "feature-group", "FeatureGroupStatus", "Created", "Creating"),
]


def error_for(action: str, modelled: str) -> str:
    """The error code of an operation: the modelled one where the API has it, else the general one."""
    model = operation("sagemaker", action)
    shapes = [shape.name for shape in model.error_shapes] if model is not None else []
    return modelled if modelled in shapes else "ValidationException"


def _best_candidate(job: Resource, region: str, account: str) -> dict[str, Any]:
    """What AutoML found: one container or a chain of them; for texts and images a list per processor."""
    place = job.shown["OutputDataConfig"]["S3OutputPath"].rstrip("/")

    def containers(tag: str) -> list[dict[str, Any]]:
        return [
            {"Image": f"{account}.dkr.ecr.{region}.amazonaws.com/automl-{number}:{tag}",
             "ModelDataUrl": f"{place}/{job.name}/part-{number}/model.tar.gz",
             "Environment": {"AUTOML_PART": str(number)}}
            for number in range(1, job.outcome.get("containers", 1) + 1)
        ]

    metric = job.shown.get("AutoMLJobObjective", {}).get("MetricName", "F1")
    tables = "TabularJobConfig" in job.shown["AutoMLProblemTypeConfig"]
    found = {"InferenceContainers": containers("cpu")} if tables else {"InferenceContainerDefinitions": {"CPU": containers("cpu"), "GPU": containers("gpu")}}
    return {
        "CandidateName": f"{job.name}-candidate", "ObjectiveStatus": "Succeeded", "CandidateStatus": "Completed", "CandidateSteps": [],
        "CreationTime": job.created, "LastModifiedTime": job.created,
        "FinalAutoMLJobObjectiveMetric": {"MetricName": metric, "Value": job.outcome.get("metrics", {}).get(metric, 0.5)},
    } | found


@dataclass
class Resource:
    """Something that exists in the account."""

    kind: Kind
    name: str
    arn: str
    shown: dict[str, Any]
    outcome: dict[str, Any]
    progress: str
    rounds: int
    created: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.timezone.utc))


class Account:
    """One account in one Region."""

    def __init__(self, region: str, account: str = "123456789012") -> None:
        self.region, self.account = region, account
        self.resources: dict[tuple[str, str], Resource] = {}
        self.outcomes = Outcomes({})
        self.lock = threading.RLock()

    def create(self, kind: Kind, request: dict[str, Any]) -> Resource:
        """A Create request."""
        name = request.get(kind.name)
        if kind.api == "ModelPackage" and "ModelPackageGroupName" in request:
            name = self._next_version(request["ModelPackageGroupName"].rpartition("/")[2])
        with self.lock:
            if (kind.api, name) in self.resources:
                code = error_for(f"Create{kind.api}", "ResourceInUse")
                raise SagemakerClientError(code, f"Cannot create already existing {kind.arn} {name!r}.")
            self._must_exist(kind, request)
            outcome = self.outcomes.take(kind.api, name)
            if "refuse" in outcome:
                raise SagemakerClientError(outcome["refuse"], outcome.get("message", "The request was refused."))
            arn = f"arn:aws:sagemaker:{self.region}:{self.account}:{kind.arn}/{name}"
            rounds = outcome.get("rounds", 1 if kind.status else 0)
            resource = Resource(kind, name, arn, dict(request), outcome, kind.progress, rounds)
            self.resources[kind.api, name] = resource
            return resource

    def _next_version(self, group: str) -> str:
        with self.lock:
            if ("ModelPackageGroup", group) not in self.resources:
                raise SagemakerClientError("ValidationException", f"ModelPackageGroup {group} does not exist.")
            taken = sum(1 for api, name in self.resources if api == "ModelPackage" and name.startswith(f"{group}/"))
            return f"{group}/{taken + 1}"

    def _must_exist(self, kind: Kind, request: dict[str, Any]) -> None:
        """What the service looks up before it creates."""
        wanted = []
        if kind.api == "Endpoint":
            wanted.append(("EndpointConfig", request["EndpointConfigName"]))
        if kind.api == "EndpointConfig":
            wanted += [("Model", v["ModelName"]) for v in request["ProductionVariants"] if "ModelName" in v]
        if kind.api == "TransformJob":
            wanted.append(("Model", request["ModelName"]))
        if kind.api == "HyperParameterTuningJob":
            parents = request.get("WarmStartConfig", {}).get("ParentHyperParameterTuningJobs", [])
            wanted += [(kind.api, parent["HyperParameterTuningJobName"]) for parent in parents]
        for other in wanted:
            if other not in self.resources:
                raise SagemakerClientError("ValidationException", f'Could not find {other[0]} "{other[1]}".')

    def find(self, kind: Kind, name: str) -> Resource:
        """A resource by name or ARN."""
        short = name.split(f":{kind.arn}/")[-1]
        if (kind.api, short) not in self.resources:
            raise SagemakerClientError(error_for(f"Describe{kind.api}", "ResourceNotFound"), f'Could not find {kind.arn} "{name}".')
        return self.resources[kind.api, short]

    def describe(self, resource: Resource) -> dict[str, Any]:
        """A Describe answer; every call brings the resource a round nearer its end."""
        kind, outcome = resource.kind, resource.outcome
        with self.lock:
            shown = dict(resource.shown)
            shown |= {f"{kind.api.removesuffix('V2')}Arn": resource.arn, "CreationTime": resource.created, "LastModifiedTime": resource.created}
            if kind.api.endswith("JobDefinition"):
                shown["JobDefinitionArn"] = resource.arn
            if not kind.status:
                return shown | outcome.get("describe", {})
            if resource.rounds > 0 or outcome.get("hangs"):
                resource.rounds -= 1
                shown[kind.status] = resource.progress
                return self._with_config(resource, shown)
            status = outcome.get("status", kind.good)
            shown[kind.status] = status
            if status == "Stopped":
                shown["SecondaryStatus"] = "Stopped"
            elif status != kind.good:
                shown[kind.reason] = outcome.get("reason", "injected by the scenario")
            else:
                self._finish(resource, shown)
            return self._with_config(resource, shown) | outcome.get("describe", {})

    def _with_config(self, resource: Resource, shown: dict[str, Any]) -> dict[str, Any]:
        """DescribeEndpoint shows the configuration in place: while an update runs or fails, that is the old one."""
        if resource.kind.api == "Endpoint":
            done = shown.get("EndpointStatus") == "InService" and "status" not in resource.outcome
            shown["EndpointConfigName"] = resource.shown["EndpointConfigName"] if done else resource.shown.get("Before", resource.shown["EndpointConfigName"])
            if done:
                resource.shown.pop("Before", None)
            shown.pop("Before", None)
        return shown

    def _finish(self, resource: Resource, shown: dict[str, Any]) -> None:
        """What a completed job shows and leaves behind."""
        outcome, api = resource.outcome, resource.kind.api
        now = datetime.datetime.now(datetime.timezone.utc)
        if api == "TrainingJob":
            path = shown["OutputDataConfig"]["S3OutputPath"].rstrip("/")
            shown["ModelArtifacts"] = {"S3ModelArtifacts": f"{path}/{resource.name}/output/model.tar.gz"}
            shown["SecondaryStatus"] = "Completed"
            shown["TrainingEndTime"] = now
            metrics = outcome.get("metrics", {})
            shown["FinalMetricDataList"] = [{"MetricName": k, "Value": v, "Timestamp": now} for k, v in metrics.items()]
        if api == "FeatureGroup" and "OfflineStoreConfig" in shown:
            store = shown["OfflineStoreConfig"]
            place = store["S3StorageConfig"]["S3Uri"].rstrip("/")
            resolved = f"{place}/{self.account}/sagemaker/{self.region}/offline-store/{resource.name}-1700000000/data"
            catalog = {} if store.get("DisableGlueTableCreation") else {
                "DataCatalogConfig": {"Catalog": "AwsDataCatalog", "Database": "sagemaker_featurestore", "TableName": f"{resource.name.lower()}_1700000000"}}
            shown["OfflineStoreConfig"] = catalog | store | {"S3StorageConfig": store["S3StorageConfig"] | {"ResolvedOutputS3Uri": resolved}}
        if api == "LabelingJob":
            path = shown["OutputConfig"]["S3OutputPath"].rstrip("/")
            shown["LabelingJobOutput"] = {"OutputDatasetS3Uri": f"{path}/{resource.name}/manifests/output/output.manifest"}
            shown["LabelCounters"] = {"TotalLabeled": 100, "HumanLabeled": 100, "MachineLabeled": 0, "FailedNonRetryableError": 0, "Unlabeled": 0} | outcome.get("metrics", {})
        if api == "HyperParameterTuningJob" and not outcome.get("nothing_found"):
            shown["BestTrainingJob"] = self._best_training_job(resource)
        if api == "AutoMLJobV2" and not outcome.get("nothing_found"):
            shown["BestCandidate"] = _best_candidate(resource, self.region, self.account)
        for file, content in outcome.get("files", {}).items():
            text = content if isinstance(content, str) else json.dumps(content)
            put(self.region, self._place_of(resource, file), text)

    def _best_training_job(self, search: Resource) -> dict[str, Any]:
        """The training job that won a search: a job of its own, which alone knows where its model is."""
        kind = next(k for k in KINDS if k.api == "TrainingJob")
        name = f"{search.name}-007-0a1b2c3d"
        arn = f"arn:aws:sagemaker:{self.region}:{self.account}:{kind.arn}/{name}"
        if (kind.api, name) not in self.resources:
            request = search.shown["TrainingJobDefinition"] | {"TrainingJobName": name}
            ended = {key: value for key, value in search.outcome.items() if key == "metrics"}
            self.resources[kind.api, name] = Resource(kind, name, arn, request, ended, kind.progress, 0)
        return {"TrainingJobName": name, "TrainingJobArn": arn, "CreationTime": search.created, "TrainingJobStatus": "Completed", "TunedHyperParameters": {}}

    def _place_of(self, resource: Resource, file: str) -> str:
        """The S3 address of a file a job leaves: below the output it names first, or below the job's only output."""
        if resource.kind.api == "TrainingJob":
            return f"{resource.shown['OutputDataConfig']['S3OutputPath'].rstrip('/')}/{resource.name}/{file}"
        if resource.kind.api == "LabelingJob":
            return f"{resource.shown['OutputConfig']['S3OutputPath'].rstrip('/')}/{resource.name}/{file}"
        if resource.kind.api == "TransformJob":
            return f"{resource.shown['TransformOutput']['S3OutputPath'].rstrip('/')}/{file}"
        outputs = resource.shown.get("ProcessingOutputConfig", {}).get("Outputs", [])
        named = {output["OutputName"]: output["S3Output"]["S3Uri"].rstrip("/") for output in outputs if "S3Output" in output}
        first, _, rest = file.partition("/")
        if first in named and rest:
            return f"{named[first]}/{rest}"
        if len(named) == 1:
            return f"{next(iter(named.values()))}/{file}"
        raise SagemakerClientError("ValidationException", f"the scenario's file {file} fits none of the outputs {list(named)}")

    def update_endpoint(self, request: dict[str, Any]) -> Resource:
        """UpdateEndpoint."""
        with self.lock:
            endpoint = self.find(next(k for k in KINDS if k.api == "Endpoint"), request["EndpointName"])
            if ("EndpointConfig", request["EndpointConfigName"]) not in self.resources:
                raise SagemakerClientError("ValidationException", f'Could not find endpoint-config "{request["EndpointConfigName"]}".')
            before = endpoint.shown["EndpointConfigName"]
            if before == request["EndpointConfigName"]:
                raise SagemakerClientError("ValidationException", "Cannot update endpoint with the configuration it has.")
            endpoint.outcome = self.outcomes.take("Endpoint", endpoint.name)
            if "refuse" in endpoint.outcome:
                raise SagemakerClientError(endpoint.outcome["refuse"], endpoint.outcome.get("message", "The request was refused."))
            endpoint.progress = "Updating"
            endpoint.rounds = endpoint.outcome.get("rounds", 1)
            endpoint.shown |= request | {"Before": before}
            return endpoint


ACCOUNTS: dict[str, Account] = {}


def account(region: str) -> Account:
    """The account in a Region."""
    return ACCOUNTS.setdefault(region, Account(region))


def exists(region: str, api: str, name: str) -> None:
    """Puts something into the account that was there before the first run."""
    kind = next((kind for kind in KINDS if kind.api == api), None)
    if kind is None:
        raise ValueError(f"there is no kind `{api}` of resource")
    mine = account(region)
    arn = f"arn:aws:sagemaker:{region}:{mine.account}:{kind.arn}/{name}"
    mine.resources[api, name] = Resource(kind, name, arn, {kind.name: name}, {}, kind.progress, 0)


def put(region: str, uri: str, text: str) -> None:
    """Puts a text at an S3 address, as the job's container would."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    s3 = boto3.client("s3", region_name=region)
    s3.put_object(Bucket=bucket, Key=key, Body=text.encode())


def _answer(action: str, shown: dict[str, Any]) -> ActionResult:
    """The answer cut to what the operation's output has."""
    model = operation("sagemaker", action)
    members = model.output_shape.members if model is not None and model.output_shape is not None else {}
    return ActionResult({key: value for key, value in shown.items() if key in members})


def _request(self: SageMakerResponse, action: str) -> dict[str, Any]:
    """The request, refused as the service would where it breaks the API's model."""
    request = json.loads(self.body) if self.body else {}
    problems = request_problems(operation("sagemaker", action), request)
    if problems:
        raise SagemakerClientError("ValidationException", "; ".join(problems))
    return request


def _create(kind: Kind) -> Any:
    def handle(self: SageMakerResponse) -> ActionResult:
        request = _request(self, f"Create{kind.api}")
        resource = account(self.region).create(kind, request)
        return _answer(f"Create{kind.api}", {f"{kind.api.removesuffix('V2')}Arn": resource.arn, "JobDefinitionArn": resource.arn})

    return handle


def _describe(kind: Kind) -> Any:
    def handle(self: SageMakerResponse) -> ActionResult:
        request = _request(self, f"Describe{kind.api}")
        here = account(self.region)
        return _answer(f"Describe{kind.api}", here.describe(here.find(kind, request[kind.name])))

    return handle


def _remove(kind: Kind, action: str) -> Any:
    def handle(self: SageMakerResponse) -> ActionResult:
        request = _request(self, action)
        here = account(self.region)
        resource = here.find(kind, request[kind.name])
        if action.startswith("Delete"):
            del here.resources[kind.api, resource.name]
        else:
            resource.outcome = resource.outcome | {"status": "Stopped"}
        return _answer(action, {})

    return handle


def _update_endpoint(self: SageMakerResponse) -> ActionResult:
    return _answer("UpdateEndpoint", {"EndpointArn": account(self.region).update_endpoint(_request(self, "UpdateEndpoint")).arn})


def _update_schedule(self: SageMakerResponse) -> ActionResult:
    request = _request(self, "UpdateMonitoringSchedule")
    kind = next(k for k in KINDS if k.api == "MonitoringSchedule")
    resource = account(self.region).find(kind, request["MonitoringScheduleName"])
    resource.shown |= request
    return _answer("UpdateMonitoringSchedule", {"MonitoringScheduleArn": resource.arn})


def _update_package(self: SageMakerResponse) -> ActionResult:
    request = _request(self, "UpdateModelPackage")
    kind = next(k for k in KINDS if k.api == "ModelPackage")
    resource = account(self.region).find(kind, request.pop("ModelPackageArn"))
    resource.shown |= request
    return _answer("UpdateModelPackage", {"ModelPackageArn": resource.arn})


def _tags(self: SageMakerResponse) -> ActionResult:
    request = _request(self, "AddTags")
    return _answer("AddTags", {"Tags": request["Tags"]})


def mend() -> None:
    """Puts this service in moto's place."""
    from botocore import xform_name

    for kind in KINDS:
        setattr(SageMakerResponse, xform_name(f"Create{kind.api}"), _create(kind))
        setattr(SageMakerResponse, xform_name(f"Describe{kind.api}"), _describe(kind))
        for verb in ("Stop", "Delete"):
            if operation("sagemaker", f"{verb}{kind.api}") is not None:
                setattr(SageMakerResponse, xform_name(f"{verb}{kind.api}"), _remove(kind, f"{verb}{kind.api}"))
    SageMakerResponse.update_endpoint = _update_endpoint
    SageMakerResponse.update_monitoring_schedule = _update_schedule
    SageMakerResponse.update_model_package = _update_package
    SageMakerResponse.add_tags = _tags
