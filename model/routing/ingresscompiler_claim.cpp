// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which controller claims which Ingress: spec/ingress.md §1.1 and §2.1 "Claim". Knows nothing of hosts and paths.
#include "model/routing/ingresscompiler.h"

#include <algorithm>

namespace wayproof
{

namespace
{

const std::string legacyAnnotation = "kubernetes.io/ingress.class";

class Claims
{
public:
    explicit Claims(IngressContext &context)
        : m_context(context)
        , m_forced(context.options.dialect.empty() ? nullptr : dialectByName(context.options.dialect))
    {
    }

    std::vector<ControllerGroup> all()
    {
        m_defaults = defaultClasses();
        reportSeveralDefaults(m_defaults);
        for (const IngressClass &ingressClass : m_context.snapshot.all<IngressClass>())
            if (isSelected(*ingressClass.meta.name) && !m_context.rejected.contains(ingressClass.meta.id()))
                groupOf(ingressClass);
        for (const Ingress &ingress : m_context.snapshot.all<Ingress>())
            claim(ingress);
        dropIdle();
        return std::move(m_groups);
    }

private:
    /// A class that nothing uses makes no second way in beside one that is used.
    void dropIdle()
    {
        const auto isIdle = [](const ControllerGroup &group) { return group.ingresses.empty(); };
        if (!std::all_of(m_groups.begin(), m_groups.end(), isIdle))
            m_groups.erase(std::remove_if(m_groups.begin(), m_groups.end(), isIdle), m_groups.end());
    }

    bool isSelected(const std::string &className) const
    {
        return m_context.options.ingressClass.empty() || m_context.options.ingressClass == className;
    }

    ControllerGroup &group(const std::string &controller, const Dialect &dialect, const std::string &className)
    {
        auto found = std::find_if(m_groups.begin(), m_groups.end(),
                                  [&](const ControllerGroup &group) { return group.controller == controller; });
        if (found == m_groups.end()) {
            m_groups.push_back({});
            found = std::prev(m_groups.end());
            found->controller = controller;
            found->dialect = m_forced ? m_forced : &dialect;
        }
        if (!className.empty() &&
            std::find(found->classNames.begin(), found->classNames.end(), className) == found->classNames.end())
            found->classNames.push_back(className);
        return *found;
    }

    ControllerGroup &groupOf(const IngressClass &ingressClass)
    {
        const bool isByName = isNginxByName(ingressClass);
        const Dialect &dialect = isByName ? *dialectByName("ingress-nginx") : dialectOf(*ingressClass.controller);
        ControllerGroup &found =
            group(isByName ? controllerOf(dialect, {}) : *ingressClass.controller, dialect, *ingressClass.meta.name);
        if (found.owner.isNull()) {
            found.owner = ingressClass.meta.id();
            found.source = ingressClass.meta.at(ingressClass.controller.at);
        }
        return found;
    }

    /// --ingress-class-by-name: ingress-nginx takes the class that is called as --ingress-class says, whatever its
    /// controller.
    bool isNginxByName(const IngressClass &ingressClass) const
    {
        return m_context.settings.isFlagOn("ingress-class-by-name", false) &&
               *ingressClass.meta.name == m_context.settings.flag("ingress-class", "nginx");
    }

    /// An ingress-nginx may have been given another name (--controller-class).
    const Dialect &dialectOf(const std::string &controller) const
    {
        const bool isNamedByFlag = controller == m_context.settings.flag("controller-class");
        return isNamedByFlag ? *dialectByName("ingress-nginx") : dialectByController(controller);
    }

    /// The controller that a dialect stands for, where no IngressClass names one.
    std::string controllerOf(const Dialect &dialect, const std::string &className) const
    {
        if (&dialect == dialectByName("ingress-nginx"))
            return m_context.settings.flag("controller-class", dialect.controllers.front());
        if (!dialect.controllers.empty())
            return dialect.controllers.front();
        return className.empty() ? dialect.name : "class " + className;
    }

    void link(const Ingress &ingress, const std::string &className, LinkState state, const std::string &code,
              const std::string &reason, Position at)
    {
        Link link;
        link.kind = LinkKind::Class;
        link.from.id = ingress.meta.id();
        link.to.id = {"IngressClass", "", className};
        link.state = state;
        link.code = code;
        link.reason = reason;
        link.source = locationOf(ingress, at);
        m_context.table.links.push_back(std::move(link));
    }

    void claim(const Ingress &ingress)
    {
        if (m_context.rejected.contains(ingress.meta.id())) {
            link(ingress, *ingress.ingressClassName, LinkState::Refused, "Rejected",
                 "The API server would refuse this Ingress, so it is not served.", ingress.ingressClassName.at);
            return;
        }
        const Text *annotation = ingress.meta.annotation(legacyAnnotation);
        const Dialect *named = annotation ? dialectByAnnotation(**annotation) : nullptr;
        const bool isPreferred = named && named->prefersAnnotation && (!m_forced || m_forced == named);
        if (ingress.ingressClassName.isSet && !isPreferred)
            claimByField(ingress);
        else if (annotation)
            claimByAnnotation(ingress, *annotation);
        else
            claimWithoutClass(ingress);
    }

    void claimByField(const Ingress &ingress)
    {
        const std::string &name = *ingress.ingressClassName;
        if (!isSelected(name))
            return;
        const Position at = ingress.ingressClassName.at;
        if (const IngressClass *ingressClass = m_context.snapshot.find<IngressClass>("", name)) {
            ControllerGroup &served = groupOf(*ingressClass);
            if (served.dialect->ignoresClassField && !m_forced) {
                refuse(ingress, name, "ClassNotClaimed",
                       served.dialect->title + " serves Ingresses by the annotation " + legacyAnnotation +
                           " or without any class, and passes over those that name a class by the field.",
                       at);
                return;
            }
            served.ingresses.push_back(&ingress);
            link(ingress, name, LinkState::Held, {},
                 isNginxByName(*ingressClass) ? "served by ingress-nginx, which takes the class by its name"
                                              : "served by " + *ingressClass->controller,
                 at);
            return;
        }
        const bool needsObject = !m_forced || m_forced->needsClassObject;
        if (m_context.snapshot.speaksOf<IngressClass>() && needsObject) {
            const std::string reason =
                "IngressClass " + name + " does not exist, so no controller claims this Ingress.";
            link(ingress, name, LinkState::Refused, "ClassNotFound", reason, at);
            m_context.report(Severity::Error, Category::Reference, "ingress-class-not-found", reason,
                             "Create the IngressClass, or name one that exists.", ingress, at);
            return;
        }
        const Dialect &dialect = m_forced ? *m_forced : dialects().front();
        ControllerGroup &served = group(controllerOf(dialect, name), dialect, name);
        served.ingresses.push_back(&ingress);
        const std::string assumption =
            "IngressClass " + name + " was not loaded; it is taken to exist and read by dialect " + dialect.name + ".";
        served.assumptions.push_back(assumption);
        link(ingress, name, LinkState::Held, "Assumed", assumption, at);
    }

    /// spec/ingress.md §2.1: for ingress-nginx the annotation must equal --ingress-class; no object is needed.
    void claimByAnnotation(const Ingress &ingress, const Text &annotation)
    {
        const std::string &value = *annotation;
        if (!isSelected(value))
            return;
        m_context.report(Severity::Warning, Category::Practice, "ingress-class-by-annotation",
                         "The class is named by the old annotation " + legacyAnnotation + ", not by a field.",
                         "Use spec.ingressClassName instead.", ingress, annotation.at);
        const std::string nginxClass = m_context.settings.flag("ingress-class", "nginx");
        const Dialect *nginx = dialectByName("ingress-nginx");
        const Dialect *dialect = value == nginxClass ? nginx : dialectByAnnotation(value);
        if (dialect == nginx && value != nginxClass)
            dialect = nullptr;
        const IngressClass *named = m_context.snapshot.find<IngressClass>("", value);
        if (named && !m_forced && &dialectOf(*named->controller) != nginx) {
            groupOf(*named).ingresses.push_back(&ingress);
            link(ingress, value, LinkState::Held, "ByAnnotation",
                 "the annotation " + legacyAnnotation + " names a class of " + *named->controller, annotation.at);
            return;
        }
        if (m_forced && m_forced != dialects().data())
            dialect = dialect == m_forced ? m_forced : nullptr;
        else if (m_forced)
            dialect = m_forced;
        if (!dialect && m_forced) {
            const std::string reason =
                "No controller of dialect " + m_forced->name + " answers to the annotation's value " + value + ".";
            refuse(ingress, value, "ClassNotClaimed", reason, annotation.at);
            return;
        }
        const Dialect &reading = dialect ? *dialect : dialects().front();
        ControllerGroup &served = group(controllerOf(reading, value), reading, value);
        served.ingresses.push_back(&ingress);
        link(ingress, value, LinkState::Held, "ByAnnotation",
             "claimed by the annotation " + legacyAnnotation + ", which needs no IngressClass", annotation.at);
    }

    void refuse(const Ingress &ingress, const std::string &className, const std::string &code,
                const std::string &reason, Position at)
    {
        link(ingress, className, LinkState::Refused, code, reason, at);
        m_context.report(Severity::Warning, Category::Reference, "ingress-class-not-claimed", reason,
                         "Name a class with spec.ingressClassName.", ingress, at);
    }

    /// spec/ingress.md §1.1: the API server writes the default class into an Ingress when it is created, so an object
    /// that was stored without a class stays without one. Of several, the newest is taken, then the first by name.
    std::vector<const IngressClass *> defaultClasses() const
    {
        std::vector<const IngressClass *> classes;
        for (const IngressClass &candidate : m_context.snapshot.all<IngressClass>())
            if (candidate.isDefault() && !m_context.rejected.contains(candidate.meta.id()))
                classes.push_back(&candidate);
        std::sort(classes.begin(), classes.end(), [](const IngressClass *a, const IngressClass *b) {
            const auto ageA = a->meta.creationTimestamp.value_or(0);
            const auto ageB = b->meta.creationTimestamp.value_or(0);
            return ageA != ageB ? ageA > ageB : *a->meta.name < *b->meta.name;
        });
        return classes;
    }

    /// That there are several is a mistake by itself: which one is taken depends on when they were made.
    void reportSeveralDefaults(const std::vector<const IngressClass *> &classes)
    {
        for (std::size_t i = 1; i < classes.size(); ++i)
            m_context.report(Severity::Warning, Category::Conflict, "ingress-class-several-defaults",
                             "IngressClass " + *classes[i]->meta.name + " is marked as the default, as " +
                                 *classes.front()->meta.name + " is, which the API server takes.",
                             "Leave the annotation is-default-class on one IngressClass.", classes[i]->meta,
                             classes[i]->meta.annotation("ingressclass.kubernetes.io/is-default-class")->at);
    }

    void noteUncertainDefault(const Ingress &ingress, const std::vector<const IngressClass *> &classes)
    {
        const bool isKnown = std::all_of(classes.begin(), classes.end(),
                                         [](const IngressClass *c) { return c->meta.creationTimestamp.has_value(); });
        if (classes.size() > 1 && !isKnown)
            m_context.uncertainClass[ingress.meta.id()] = {
                "creation-order",
                "Several IngressClasses are the default; the newest is taken, and their age is not known.",
                {}};
    }

    void claimWithoutClass(const Ingress &ingress)
    {
        const bool isStoredObject = isStored(ingress);
        const IngressClass *fallback = isStoredObject || m_defaults.empty() ? nullptr : m_defaults.front();
        const Position at = ingress.meta.source.at;
        if (fallback && isSelected(*fallback->meta.name)) {
            ControllerGroup &served = groupOf(*fallback);
            served.ingresses.push_back(&ingress);
            link(ingress, *fallback->meta.name, LinkState::Held, "DefaultClass",
                 "the API server fills in the default class when the Ingress is created", at);
            noteUncertainDefault(ingress, m_defaults);
            served.assumptions.push_back("Ingress " + ingress.meta.id().path() + " names no class; the default class " +
                                         *fallback->meta.name + " is filled in when it is created.");
            m_context.report(Severity::Info, Category::Practice, "ingress-class-by-default",
                             "This Ingress names no class; the default class " + *fallback->meta.name + " takes it.",
                             "Name the class with spec.ingressClassName.", ingress, at);
            return;
        }
        if (fallback || !m_context.options.ingressClass.empty())
            return;
        claimClassless(ingress, at);
    }

    void claimClassless(const Ingress &ingress, Position at)
    {
        const Dialect *nginx = dialectByName("ingress-nginx");
        const bool isWatched = m_context.settings.isFlagOn("watch-ingress-without-class", false);
        const bool hasNginx =
            m_forced == nginx || std::any_of(m_groups.begin(), m_groups.end(),
                                             [&](const ControllerGroup &group) { return group.dialect == nginx; });
        if (isWatched && (hasNginx || !m_forced)) {
            group(controllerOf(*nginx, {}), *nginx, {}).ingresses.push_back(&ingress);
            link(ingress, {}, LinkState::Held, "WithoutClass", "claimed through --watch-ingress-without-class", at);
            return;
        }
        if (claimedByOthers(ingress, at))
            return;
        const bool isForcedGeneric = m_forced && m_forced->name == "generic";
        if (!m_context.snapshot.speaksOf<IngressClass>() && (!m_forced || isForcedGeneric)) {
            const Dialect &reading = dialects().front();
            ControllerGroup &served = group(controllerOf(reading, {}), reading, {});
            served.ingresses.push_back(&ingress);
            served.assumptions.push_back("Ingress " + ingress.meta.id().path() +
                                         " names no class and no IngressClass was loaded; some controller is taken "
                                         "to serve it, read by dialect generic.");
            link(ingress, {}, LinkState::Held, "Assumed", served.assumptions.back(), at);
            return;
        }
        // A forced dialect whose controller has nothing to serve still answers, with its own 404.
        if (m_forced)
            group(controllerOf(*m_forced, {}), *m_forced, {});
        refuse(ingress, {}, "NoClass",
               isStored(ingress) ? "This Ingress was stored without a class, so no controller claims it."
                                 : "This Ingress names no class and there is no default class.",
               at);
    }

    /// Traefik, Contour and GCE serve what names no class at all, unless they are told their own class.
    bool claimedByOthers(const Ingress &ingress, Position at)
    {
        if (m_forced && m_forced->servesClassless)
            group(controllerOf(*m_forced, {}), *m_forced, {});
        bool isClaimed = false;
        for (ControllerGroup &served : m_groups) {
            if (!served.dialect->servesClassless)
                continue;
            served.ingresses.push_back(&ingress);
            served.assumptions.push_back("Ingress " + ingress.meta.id().path() + " names no class; " +
                                         served.dialect->title + " serves it unless it was told to keep to one class.");
            link(ingress, {}, LinkState::Held, "WithoutClass", served.assumptions.back(), at);
            isClaimed = true;
        }
        return isClaimed;
    }

    /// Only the API server writes these fields.
    static bool isStored(const Ingress &ingress)
    {
        return !ingress.meta.resourceVersion.empty() || ingress.meta.creationTimestamp.has_value();
    }

    IngressContext &m_context;
    const Dialect *m_forced;
    std::vector<ControllerGroup> m_groups;
    std::vector<const IngressClass *> m_defaults; ///< the one that the API server fills in first
};

} // namespace

std::vector<ControllerGroup> claimIngresses(IngressContext &context)
{
    return Claims(context).all();
}

} // namespace wayproof
