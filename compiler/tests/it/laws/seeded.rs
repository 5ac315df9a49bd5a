//! Mistakes that a pass or the emitter could make, made on purpose in what they give: the laws have to see each of them.

use mlc_compiler::ir::{Action, Call, Fork, Next, Node, Pipeline, Value};
use mlc_compiler::optimize::optimize;
use mlc_compiler::session::Passes;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

use super::{Case, cases, config, document, numbers};

/// Where a mistake is made.
enum Place {
    /// In the graph before the passes.
    Lowered(fn(&mut Pipeline)),
    /// In the graph after them.
    Optimized(fn(&mut Pipeline)),
    /// In every state of the document.
    State(fn(&str, &mut Json)),
}

struct Mistake {
    name: &'static str,
    passes: &'static str,
    place: Place,
}

const USUAL: &str = "fold,keep,fuse,schedule,guard";
const CHEAP: &str = "fold,keep,fuse,cheap-poll,schedule,guard";

const fn graph(name: &'static str, make: fn(&mut Pipeline)) -> Mistake {
    Mistake { name, passes: USUAL, place: Place::Optimized(make) }
}

const fn state(name: &'static str, make: fn(&str, &mut Json)) -> Mistake {
    Mistake { name, passes: USUAL, place: Place::State(make) }
}

const MISTAKES: &[Mistake] = &[
    graph("when: the ways are swapped", |pipeline| {
        whens(&mut pipeline.body, &mut |when| {
            std::mem::swap(&mut when.then, &mut when.otherwise);
        })
    }),
    Mistake {
        name: "fold: the wrong side of `and`, `or` is kept",
        passes: USUAL,
        place: Place::Lowered(|pipeline| {
            whens(&mut pipeline.body, &mut |when| {
                if let Value::Binary("and" | "or", left, _) = &when.condition {
                    when.condition = left.as_ref().clone();
                }
            });
        }),
    },
    graph("keep: a field that is read is dropped", |pipeline| {
        calls(pipeline, |call| {
            call.outputs.pop();
        })
    }),
    graph("a catch is lost", |pipeline| calls(pipeline, |call| call.catch.clear())),
    graph("retry: one attempt more", |pipeline| {
        calls(pipeline, |call| {
            call.retry.iter_mut().for_each(|retry| retry.attempts += 1);
        })
    }),
    graph("retry: rules in the wrong order", |pipeline| calls(pipeline, |call| call.retry.reverse())),
    graph("choice: rules in the wrong order", |pipeline| {
        actions(pipeline, |action| {
            if let Action::Choose { rules, .. } = action {
                rules.reverse();
            }
        })
    }),
    graph("schedule: a dependent stage runs beside what it needs", |pipeline| {
        let needs: Vec<Vec<usize>> = pipeline.edges(&pipeline.body);
        let pair = needs.iter().enumerate().find(|(at, needs)| *at > 0 && needs.contains(&(at - 1)));
        if let Some((at, _)) = pair {
            let second = pipeline.body.remove(at);
            let first = std::mem::replace(&mut pipeline.body[at - 1], Node::Stage(String::new()));
            let branches = vec![vec![first], vec![second]];
            pipeline.body[at - 1] = Node::Parallel(Fork { name: "wrong/parallel".to_owned(), branches });
        }
    }),
    Mistake {
        name: "lower: an edge of the graph is dropped",
        passes: USUAL,
        place: Place::Lowered(|pipeline| {
            pipeline.stages.values_mut().for_each(|stage| {
                stage.needs.pop();
            })
        }),
    },
    Mistake {
        name: "cheap-poll: a failure counts as success",
        passes: CHEAP,
        place: Place::Optimized(|pipeline| {
            actions(pipeline, |action| {
                if let Action::Choose { rules, default, .. } = action {
                    let nexts = rules.iter_mut().map(|rule| &mut rule.next).chain([default]);
                    nexts.filter(|next| matches!(next, Next::Fail(_))).for_each(|next| *next = Next::Done);
                }
            })
        }),
    },
    Mistake {
        name: "cheap-poll: looks once",
        passes: CHEAP,
        place: Place::Optimized(|pipeline| calls(pipeline, |call| call.until = None)),
    },
    state("a variable is not assigned", |_, state| {
        let task = state["Type"] == "Task";
        if let Some(assign) = state.get_mut("Assign").and_then(Json::as_object_mut).filter(|_| task) {
            let first = assign.keys().next().cloned().unwrap_or_default();
            assign.shift_remove(&first);
        }
    }),
    state("parallel: results of the wrong branch", |_, state| {
        if state["Type"] == "Parallel" {
            let swapped =
                state["Assign"].to_string().replace("result[0]", "result[9]").replace("result[1]", "result[0]");
            if let Ok(assign) = serde_json::from_str(&swapped.replace("result[9]", "result[1]")) {
                put(state, "Assign", assign);
            }
        }
    }),
    state("parallel: its catch is lost", |_, state| {
        if state["Type"] == "Parallel" {
            put(state, "Catch", json!([]));
        }
    }),
    state("handler: the name of another stage", |_, state| {
        for catch in state.get_mut("Catch").and_then(Json::as_array_mut).into_iter().flatten() {
            if let Some(stage) = catch.pointer_mut("/Output/stage") {
                *stage = json!("s0");
            }
        }
    }),
    state("handler: nobody is told", |_, state| replace(state, "\"pipeline/notify\"", "\"pipeline/failed\"")),
    state("condition: whether it fails is not asked", |name, state| {
        if name.ends_with("/when") && state["Choices"].as_array().is_some_and(|rules| rules.len() > 1) {
            let rule = state["Choices"][1].clone();
            put(state, "Choices", json!([rule]));
        }
    }),
    state("objects: what is read is not handed in", |_, state| {
        let mode = state.pointer("/ItemProcessor/ProcessorConfig/Mode").cloned();
        if let Some(handed) = state.get_mut("ItemSelector").and_then(Json::as_object_mut).filter(|_| mode.is_some()) {
            let last = handed.keys().next_back().cloned().unwrap_or_default();
            handed.shift_remove(&last);
        }
    }),
    Mistake {
        name: "call: what is found is not of the type that is declared",
        passes: USUAL,
        place: Place::Lowered(|pipeline| {
            calls(pipeline, |call| {
                for (_, value) in &mut call.outputs {
                    if let Value::Function("number" | "string" | "lookup", given) = value {
                        *value = given.remove(0);
                    }
                }
            });
        }),
    },
    state("reuse: any record will do", |name, state| {
        if name.ends_with("/reuse") {
            put(state, "Choices", json!([{ "Condition": "{% true %}", "Next": state["Choices"][0]["Next"] }]));
        }
    }),
    Mistake {
        name: "cheap-poll: looks once more",
        passes: CHEAP,
        place: Place::Optimized(|pipeline| {
            calls(pipeline, |call| {
                if call.until.is_some() {
                    call.retry[0].attempts += 1;
                }
            });
        }),
    },
    state("a time limit is missing", |_, state| {
        if let Some(members) = state.as_object_mut() {
            members.shift_remove("TimeoutSeconds");
        }
    }),
    state("a wait is too short", |_, state| {
        if state["Type"] == "Wait" {
            put(state, "Seconds", json!(1));
        }
    }),
    state("parameters: a check is lost", |name, state| {
        if name == "pipeline/parameters" {
            put(state, "Choices", json!([state["Choices"][0]]));
        }
    }),
    state("parameters: the default wins", |_, state| replace(state, "? $states.input.month :", "? \\\"x\\\" :")),
    state("guard: a wrong input is let through", |_, state| {
        replace(state, "? $error(\\\"a parameter is wrong\\\") :", "? \\\"run\\\" :");
    }),
    state("guard: its failure is told like any other", |_, state| {
        replace(state, "\"pipeline/parameters\"", "\"pipeline/notify\"");
    }),
    state("guard: the handler lacks its variables", |_, state| {
        for catch in state.get_mut("Catch").and_then(Json::as_array_mut).into_iter().flatten() {
            catch.as_object_mut().and_then(|catch| catch.shift_remove("Assign"));
        }
    }),
    graph("fuse: what a choice sets is lost", |pipeline| {
        actions(pipeline, |action| {
            if let Action::Choose { locals, .. } = action {
                locals.clear();
            }
        })
    }),
    graph("deploy: an endpoint that exists is not updated", |pipeline| {
        calls(pipeline, |call| {
            if call.integration == "sagemaker:createEndpoint" {
                call.catch.clear();
            }
        })
    }),
    state("map: items in the wrong order", |_, state| {
        if let Some(items) = state.get_mut("Items").and_then(Json::as_array_mut) {
            items.reverse();
        } else if let Some(items) = state["Items"].as_str() {
            let turned = format!("{{% $reverse({}) %}}", items.trim_matches(['{', '%', '}']).trim());
            put(state, "Items", json!(turned));
        }
    }),
];

fn replace(state: &mut Json, what: &str, with: &str) {
    // What is inside is visited by itself.
    let inside: Vec<(&str, Option<Json>)> =
        ["Branches", "ItemProcessor"].into_iter().map(|name| (name, take(state, name))).collect();
    *state = serde_json::from_str(&state.to_string().replace(what, with)).expect("a state");
    for (name, value) in inside {
        if let Some(value) = value {
            state[name] = value;
        }
    }
}

fn take(state: &mut Json, member: &str) -> Option<Json> {
    state.as_object_mut()?.shift_remove(member)
}

fn put(state: &mut Json, member: &str, value: Json) {
    if state.get(member).is_some() {
        state[member] = value;
    }
}

fn whens(nodes: &mut [Node], make: &mut impl FnMut(&mut mlc_compiler::ir::When)) {
    for node in nodes {
        if let Node::When(when) = node {
            make(when);
        }
        node.bodies_mut().into_iter().for_each(|body| whens(body, make));
    }
}

fn actions(pipeline: &mut Pipeline, mut make: impl FnMut(&mut Action)) {
    pipeline.stages.values_mut().flat_map(|stage| &mut stage.steps).for_each(|step| make(&mut step.action));
}

fn calls(pipeline: &mut Pipeline, mut make: impl FnMut(&mut Call)) {
    actions(pipeline, |action| {
        if let Action::Call(call) = action {
            make(call);
        }
    });
}

fn each_state(graph: &mut Json, make: fn(&str, &mut Json)) {
    for (name, state) in graph.get_mut("States").and_then(Json::as_object_mut).into_iter().flatten() {
        make(name, state);
        for branch in state.get_mut("Branches").and_then(Json::as_array_mut).into_iter().flatten() {
            each_state(branch, make);
        }
        if let Some(inner) = state.get_mut("ItemProcessor") {
            each_state(inner, make);
        }
    }
}

/// How the laws see the mistake in a case; none where they do not.
fn seen(mistake: &Mistake, case: &Case) -> Option<String> {
    let passes = Passes::parse(mistake.passes).expect("passes");
    let mut pipeline = case.pipeline.clone();
    if let Place::Lowered(make) = mistake.place {
        make(&mut pipeline);
    }
    if let Err(problem) = optimize(&mut pipeline, |pass| passes.has(pass), |_, _| {}) {
        return Some(format!("the graph is refused: {problem}"));
    }
    let right = case.optimized(&passes);
    if let Place::Optimized(make) = mistake.place {
        make(&mut pipeline);
    }
    let mut made = document(&pipeline);
    if let Place::State(make) = mistake.place {
        each_state(&mut made, make);
    }
    if made == document(&right) {
        return None;
    }
    case.judge(&made, &right, passes.has("cheap-poll")).into_iter().next()
}

#[test]
fn every_seeded_mistake_is_seen() {
    let mut runner = TestRunner::new(config());
    let mut open: Vec<&Mistake> = MISTAKES.iter().collect();
    let mut table = Vec::new();
    for number in 1..=cases() {
        let (numbers, happens) = numbers().new_tree(&mut runner).expect("numbers").current();
        let Some(case) = Case::new(&numbers, &happens).expect("a program") else { continue };
        open.retain(|mistake| match seen(mistake, &case) {
            None => true,
            Some(how) => {
                let how: String = how.lines().next().unwrap_or_default().chars().take(90).collect();
                table.push(format!("{:<55} {number:>4} {how}", mistake.name));
                false
            }
        });
        if open.is_empty() {
            break;
        }
    }
    println!("{:<55} case", "mistake");
    table.iter().for_each(|row| println!("{row}"));
    let missed: Vec<&str> = open.iter().map(|mistake| mistake.name).collect();
    assert!(missed.is_empty(), "{missed:?} is not seen in {} cases", cases());
}
