//! `label`

use super::{Kind, Output, Role, common};
use crate::vocab::facts::labeling;
use crate::vocab::ty::{Field, Function, Ty};

/// What workers are asked to do: as written, and as the names of Ground Truth's functions end.
///
/// Source: the functions that the documentation of `CreateLabelingJob` lists (`labeling.json`; a test compares them).
pub const TASKS: &[(&str, &str)] = &[
    ("image_classification", "ImageMultiClass"),
    ("image_classification_multi_label", "ImageMultiClassMultiLabel"),
    ("bounding_box", "BoundingBox"),
    ("semantic_segmentation", "SemanticSegmentation"),
    ("text_classification", "TextMultiClass"),
    ("text_classification_multi_label", "TextMultiClassMultiLabel"),
    ("named_entity_recognition", "NamedEntityRecognition"),
    ("video_classification", "VideoMultiClass"),
    ("video_object_detection", "VideoObjectDetection"),
    ("video_object_tracking", "VideoObjectTracking"),
    ("point_cloud_object_detection", "3DPointCloudObjectDetection"),
    ("point_cloud_object_tracking", "3DPointCloudObjectTracking"),
    ("point_cloud_semantic_segmentation", "3DPointCloudSemanticSegmentation"),
    ("verify_bounding_box", "VerificationBoundingBox"),
    ("adjust_bounding_box", "AdjustmentBoundingBox"),
    ("verify_semantic_segmentation", "VerificationSemanticSegmentation"),
    ("adjust_semantic_segmentation", "AdjustmentSemanticSegmentation"),
    ("adjust_video_object_detection", "AdjustmentVideoObjectDetection"),
    ("adjust_video_object_tracking", "AdjustmentVideoObjectTracking"),
    ("adjust_point_cloud_object_detection", "Adjustment3DPointCloudObjectDetection"),
    ("adjust_point_cloud_object_tracking", "Adjustment3DPointCloudObjectTracking"),
    ("adjust_point_cloud_semantic_segmentation", "Adjustment3DPointCloudSemanticSegmentation"),
];

const TASK_WORDS: &[&str] = &[
    "image_classification",
    "image_classification_multi_label",
    "bounding_box",
    "semantic_segmentation",
    "text_classification",
    "text_classification_multi_label",
    "named_entity_recognition",
    "video_classification",
    "video_object_detection",
    "video_object_tracking",
    "point_cloud_object_detection",
    "point_cloud_object_tracking",
    "point_cloud_semantic_segmentation",
    "verify_bounding_box",
    "adjust_bounding_box",
    "verify_semantic_segmentation",
    "adjust_semantic_segmentation",
    "adjust_video_object_detection",
    "adjust_video_object_tracking",
    "adjust_point_cloud_object_detection",
    "adjust_point_cloud_object_tracking",
    "adjust_point_cloud_semantic_segmentation",
];

const CUSTOM: Function = Function {
    name: "custom",
    positional: &[],
    named: &[
        Field::optional("before", Ty::String, "passes the object on", "ARN of a Lambda function that makes a task of an object.")
            .constant(),
        Field::optional("after", Ty::String, "keeps the answers as they are", "ARN of a Lambda function that makes one label of the workers' answers.")
            .constant(),
    ],
    example: "custom(before = \"arn:aws:lambda:...\", after = \"arn:aws:lambda:...\")",
    doc: "A task of your own.",
};

/// What the public may be asked by: Mechanical Turk. Source: SageMaker developer guide, the page on that workforce (2026-11).
pub fn public_team(region: &str) -> String {
    format!("arn:aws:sagemaker:{region}:394669845002:workteam/public-crowd/default")
}

/// What the functions of a task are called; none for a task of one's own.
pub fn task(word: Option<&str>) -> Option<&'static str> {
    TASKS.iter().find(|(known, _)| Some(*known) == word).map(|(_, name)| *name)
}

/// Whether the label of a task is another object, so that its attribute has to end in `-ref`.
///
/// Source: documentation of `LabelAttributeName`, botocore 1.44.5.
pub fn refers(task: &str) -> bool {
    let made = task.strip_prefix("Adjustment").unwrap_or(task);
    let objects = [
        "SemanticSegmentation",
        "VideoObjectDetection",
        "VideoObjectTracking",
        "3DPointCloudSemanticSegmentation",
        "3DPointCloudObjectTracking",
    ];
    objects.contains(&made)
}

/// ARN of the service's function before (`PRE`) or after (`ACS`) a task; none where the Region has none.
pub fn function(region: &str, part: &str, task: &str) -> Option<String> {
    let account = labeling::table().accounts.get(region)?;
    Some(format!("arn:aws:lambda:{region}:{account}:function:{part}-{task}"))
}

/// ARN of the service's page for workers; none where a task has a template instead.
pub fn page(region: &str, task: &str) -> Option<String> {
    let made = task.strip_prefix("Adjustment").unwrap_or(task);
    let (name, account) = labeling::table().pages.get_key_value(made.strip_prefix("3D").unwrap_or(made))?;
    Some(format!("arn:aws:sagemaker:{region}:{account}:human-task-ui/{name}"))
}

/// ARN of the algorithm that labels what it is sure of; none where a task has none.
pub fn learner(region: &str, word: &str) -> Option<String> {
    let name = if word == "bounding_box" { "object-detection".to_owned() } else { word.replace('_', "-") };
    let account = labeling::table().learners.get(name.as_str())?;
    Some(format!("arn:aws:sagemaker:{region}:{account}:labeling-job-algorithm-specification/{name}"))
}

/// The row.
pub const KIND: Kind = Kind {
    keyword: "label",
    role: Role::Stage,
    summary: "lets people label data",
    doc: "A SageMaker Ground Truth labelling job: workers label every object that an augmented manifest lists. Declare one output, \
          `output labels: Dataset(image)`: the manifest with a label in every line, which training reads as a channel and another \
          `label` stage as its data. The functions before and after a task are those of the service for it. According to the \
          developer guide, Ground Truth takes no new customers since 2026-07-30.",
    fields: &[
        Field::required("data", Ty::Dataset, "What is labelled: a dataset with `attributes`, the output of another `label`, or a folder with a `manifest` in it.")
            .at("/InputConfig/DataSource/S3DataSource/ManifestS3Uri"),
        Field::optional("manifest", Ty::String, "", "File in the folder `data`, such as the output of a `process`, that lists the objects.").constant(),
        Field::required("task", Ty::Either(&Ty::Symbol(TASK_WORDS), &Ty::Call(&[CUSTOM])), "What workers do.")
            .constant()
            .at("/HumanTaskConfig/PreHumanTaskLambdaArn"),
        Field::optional("categories", Ty::Either(&Ty::List(&Ty::String), &Ty::S3), "", "What there is to choose from: a list, or a label category configuration file.")
            .at("/LabelCategoryConfigS3Uri"),
        Field::optional("template", Ty::S3, "the service's page for texts with entities, videos and point clouds", "Page that workers see, a Liquid template; required for other tasks.")
            .at("/HumanTaskConfig/UiConfig/UiTemplateS3Uri"),
        Field::required("team", Ty::Either(&Ty::Symbol(&["public"]), &Ty::String), "Who works: ARN of a work team, private or of a vendor, or `public` for Mechanical Turk.")
            .at("/HumanTaskConfig/WorkteamArn"),
        Field::optional("price", Ty::Money, "", "What a worker of the public gets for a task; required with `team = public`.")
            .constant()
            .at("/HumanTaskConfig/PublicWorkforceTaskPrice"),
        Field::required("title", Ty::String, "Title of the task for workers.").at("/HumanTaskConfig/TaskTitle"),
        Field::required("description", Ty::String, "What workers are asked, in at most 255 characters.").at("/HumanTaskConfig/TaskDescription"),
        Field::optional("keywords", Ty::List(&Ty::String), "", "Words by which workers of the public find the task, up to five.")
            .constant()
            .at("/HumanTaskConfig/TaskKeywords"),
        Field::optional("workers", Ty::Count, "1", "How many workers label each object, up to nine.")
            .constant()
            .at("/HumanTaskConfig/NumberOfHumanWorkersPerDataObject"),
        Field::optional("task_time", Ty::Duration, "1h", "How long a worker may take for one task.")
            .constant()
            .at("/HumanTaskConfig/TaskTimeLimitInSeconds"),
        Field::optional("available", Ty::Duration, "the service's", "How long a task stays open for workers.")
            .constant()
            .at("/HumanTaskConfig/TaskAvailabilityLifetimeInSeconds"),
        Field::optional("concurrency", Ty::Count, "1000", "How many objects are with workers at the same time, up to 5000.")
            .constant()
            .at("/HumanTaskConfig/MaxConcurrentTaskCount"),
        Field::optional("attribute", Ty::String, "the stage's name", "Attribute that the label gets in each line of the manifest; `-ref` is put behind the stage's name where the task wants it.")
            .constant()
            .at("/LabelAttributeName"),
        Field::optional("free_of", Ty::List(&Ty::Symbol(&["personal_data", "adult_content"])), "", "What you declare that the data does not have.")
            .constant()
            .at("/InputConfig/DataAttributes/ContentClassifiers"),
        Field::optional("automate", Ty::Bool, "false", "Whether a model learns from the workers and labels what it is sure of: for images and texts of one class, boxes and masks.")
            .constant()
            .at("/LabelingJobAlgorithmsConfig"),
        Field::optional("automate_from", Ty::String, "", "ARN of the model that an earlier job has ended with, for `automate` to begin with.")
            .at("/LabelingJobAlgorithmsConfig/InitialActiveLearningModelArn"),
        Field::optional(
            "stop",
            Ty::Record(&[
                Field::optional("objects", Ty::Count, "", "After so many objects were labelled by people.").constant(),
                Field::optional("share", Ty::Percent, "", "After this share of the data was labelled, in whole percent.").constant(),
            ]),
            "",
            "When enough is labelled.",
        )
        .constant()
        .at("/StoppingConditions"),
        Field::optional("timeout", Ty::Duration, "5d", "The job is stopped and the stage fails after this time; the service itself ends a job after 30 days.").constant(),
        common::TAGS,
        common::ESTIMATE,
    ],
    example: include_str!("label.mlflow"),
    declares: &["output"],
    outputs: &[
        Output { name: "labelled", ty: Ty::Number, doc: "How many objects have a label." },
        Output { name: "by_people", ty: Ty::Number, doc: "How many of them people labelled." },
        Output { name: "by_machine", ty: Ty::Number, doc: "How many of them the model of `automate` labelled." },
        Output { name: "failed", ty: Ty::Number, doc: "How many objects could not be labelled." },
        Output { name: "model", ty: Ty::String, doc: "ARN of the model that `automate` has ended with; for `automate_from` of a later job." },
    ],
    action: "CreateLabelingJob",
    name_limit: 63,
    seconds: 86_400,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_those_that_have_functions() {
        let named: Vec<&str> = TASKS.iter().map(|(_, name)| *name).chain(["PassThrough"]).collect();
        let known = &labeling::table().tasks;
        assert!(named.len() == known.len() && known.iter().all(|task| named.contains(task)), "{known:?}");
        assert!(TASKS.iter().map(|(word, _)| *word).eq(TASK_WORDS.iter().copied()));
    }
}
