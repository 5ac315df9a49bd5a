"""Requests of integrations that are no AWS API, as botocore would describe them.

Written by hand from the Step Functions developer guide (pages call-https-apis, connect-api-gateway, connect-emr; 2026-11). `createCluster`
takes what RunJobFlow does.
"""

from __future__ import annotations

import functools
from typing import Any

import botocore.session
from botocore.model import OperationModel, ServiceModel

TEXT = {"type": "string"}
TEXTS = {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}}
METHOD = {"type": "string", "enum": ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]}


def _structure(required: str, **members: str) -> dict[str, Any]:
    return {"type": "structure", "required": required.split(), "members": {name: {"shape": shape} for name, shape in members.items()}}


HTTP = {
    "Request": _structure(
        "ApiEndpoint Method", ApiEndpoint="Text", Method="Method", Authentication="Connection", InvocationConfig="Connection", Headers="Texts", QueryParameters="Texts", RequestBody="Body", Transform="Transform"
    ),
    "Connection": _structure("ConnectionArn", ConnectionArn="Text"),
    "Transform": _structure("", RequestBodyEncoding="Text", RequestEncodingOptions="Options"),
    "Options": _structure("", ArrayFormat="Text"),
}
API = {
    "Request": _structure(
        "ApiEndpoint Method", ApiEndpoint="Text", Method="Method", Headers="Texts", Stage="Text", Path="Text", QueryParameters="Texts", RequestBody="Body", AllowNullValues="Flag", AuthType="AuthType"
    ),
    "AuthType": {"type": "string", "enum": ["NO_AUTH", "IAM_ROLE", "RESOURCE_POLICY"]},
}
STEP = {
    "Request": _structure("ClusterId Step", ClusterId="Text", Step="Step", ExecutionRoleArn="Text"),
    "Step": _structure("Name HadoopJarStep", Name="Text", ActionOnFailure="Text", HadoopJarStep="Jar"),
    "Jar": _structure("Jar", Jar="Text", Args="Arguments", MainClass="Text", Properties="Texts"),
    "Arguments": {"type": "list", "member": {"shape": "Text"}},
}
SHAPES = {
    "http:invoke": HTTP,
    "apigateway:invoke": API,
    "elasticmapreduce:addStep": STEP,
    "elasticmapreduce:terminateCluster": {"Request": _structure("ClusterId", ClusterId="Text")},
}


@functools.cache
def operation(integration: str) -> OperationModel | None:
    """The operation behind `http:invoke` and its like; None for others."""
    if integration == "elasticmapreduce:createCluster":
        return botocore.session.get_session().get_service_model("emr").operation_model("RunJobFlow")
    if integration not in SHAPES:
        return None
    service = integration.split(":")[0]
    common = {"Text": TEXT, "Texts": TEXTS, "Method": METHOD, "Flag": {"type": "boolean"}, "Body": TEXT}
    model = {
        "metadata": {"protocol": "json", "endpointPrefix": service, "serviceId": service, "apiVersion": "2026-11-01"},
        "operations": {"Invoke": {"name": "Invoke", "http": {"method": "POST", "requestUri": "/"}, "input": {"shape": "Request"}}},
        "shapes": common | SHAPES[integration],
    }
    return ServiceModel(model, service).operation_model("Invoke")
