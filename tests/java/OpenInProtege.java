import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.semanticweb.HermiT.Configuration;
import org.semanticweb.HermiT.Reasoner;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.formats.TurtleDocumentFormat;
import org.semanticweb.owlapi.io.StreamDocumentSource;
import org.semanticweb.owlapi.model.AxiomType;
import org.semanticweb.owlapi.model.IRI;
import org.semanticweb.owlapi.model.OWLAnnotation;
import org.semanticweb.owlapi.model.OWLAnnotationProperty;
import org.semanticweb.owlapi.model.OWLAxiom;
import org.semanticweb.owlapi.model.OWLClass;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyManager;
import org.semanticweb.owlapi.model.parameters.Imports;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Opens ontology files as Protégé does, offline through the catalog beside each, and prints what it
 * found: one line a finding, "file TAB check TAB detail". A file without findings prints its counts.
 */
public final class OpenInProtege {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] paths) throws Exception {
        // The libraries talk on standard output; only findings belong there.
        System.setOut(System.err);
        for (String path : paths) {
            open(new File(path));
        }
    }

    private static void open(File file) throws Exception {
        Map<IRI, IRI> catalog = catalog(new File(file.getParentFile(), "catalog-v001.xml"));
        OWLOntologyManager manager = manager(catalog, file.getName());
        OWLOntology root = manager.loadOntologyFromOntologyDocument(file);
        Set<OWLOntology> closure = root.getImportsClosure();

        properties(file.getName(), closure);
        profile(file.getName(), root);
        reason(file.getName(), root);
        saveAndReload(file.getName(), closure, catalog);

        int axioms = 0;
        int assertions = 0;
        for (OWLOntology ontology : closure) {
            axioms += ontology.getAxiomCount();
            assertions += ontology.getAxiomCount(AxiomType.OBJECT_PROPERTY_ASSERTION)
                + ontology.getAxiomCount(AxiomType.DATA_PROPERTY_ASSERTION);
        }
        say(file.getName(), "ontologies", closure.size());
        say(file.getName(), "axioms", axioms);
        say(file.getName(), "property-assertions", assertions);
    }

    private static Map<IRI, IRI> catalog(File file) throws Exception {
        Map<IRI, IRI> found = new HashMap<>();
        NodeList entries = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(file).getElementsByTagName("uri");
        for (int i = 0; i < entries.getLength(); i++) {
            Element entry = (Element) entries.item(i);
            File target = new File(file.getParentFile(), entry.getAttribute("uri"));
            found.put(IRI.create(entry.getAttribute("name")), IRI.create(target.getCanonicalFile()));
        }
        return found;
    }

    /** A manager that reads what the catalog names and nothing else, so that no import can reach the network. */
    private static OWLOntologyManager manager(Map<IRI, IRI> catalog, String file) {
        OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
        manager.getIRIMappers().clear();
        manager.getIRIMappers().add(iri -> {
            if (catalog.containsKey(iri)) {
                return catalog.get(iri);
            }
            if (!"file".equals(iri.getScheme())) {
                say(file, "missing-import", iri);
                return IRI.create("file:///missing");
            }
            return iri;
        });
        return manager;
    }

    /** Every property must be declared, once: the profile check below lets two kinds pass. */
    private static void properties(String file, Set<OWLOntology> closure) {
        Set<IRI> objects = new HashSet<>();
        Set<IRI> data = new HashSet<>();
        Set<IRI> remarks = new HashSet<>();
        Set<IRI> declared = new HashSet<>();
        for (OWLOntology ontology : closure) {
            ontology.getObjectPropertiesInSignature().forEach(property -> objects.add(property.getIRI()));
            ontology.getDataPropertiesInSignature().forEach(property -> data.add(property.getIRI()));
            for (OWLAnnotationProperty property : ontology.getAnnotationPropertiesInSignature()) {
                remarks.add(property.getIRI());
                if (property.isBuiltIn() || ontology.isDeclared(property)) {
                    declared.add(property.getIRI());
                }
            }
        }
        for (IRI property : new TreeSet<>(remarks)) {
            if (!declared.contains(property)) {
                say(file, "became-annotation", property);
            }
            if (objects.contains(property) || data.contains(property)) {
                say(file, "two-kinds", property);
            }
        }
        objects.retainAll(data);
        objects.forEach(property -> say(file, "two-kinds", property));
    }

    private static void profile(String file, OWLOntology root) {
        Set<String> lines = new TreeSet<>();
        for (OWLProfileViolation violation : new OWL2DLProfile().checkOntology(root).getViolations()) {
            lines.add(violation.getClass().getSimpleName() + " " + violation.getExpression() + " in "
                + violation.getOntologyID().getOntologyIRI().orNull());
        }
        lines.forEach(line -> say(file, "profile", line));
    }

    private static void reason(String file, OWLOntology root) {
        Configuration configuration = new Configuration();
        // Dates lie outside OWL 2 DL; HermiT refuses them unless told to pass over them.
        configuration.ignoreUnsupportedDatatypes = true;
        Reasoner reasoner = new Reasoner(configuration, root);
        if (!reasoner.isConsistent()) {
            say(file, "inconsistent", root.getOntologyID());
            return;
        }
        for (OWLClass nothing : reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()) {
            say(file, "unsatisfiable", nothing.getIRI());
        }
        reasoner.dispose();
    }

    private static void saveAndReload(String file, Set<OWLOntology> closure, Map<IRI, IRI> catalog)
            throws Exception {
        // Imports are asked from memory, so that a saved file is read beside the saved others.
        Map<IRI, byte[]> saved = new HashMap<>();
        for (OWLOntology ontology : closure) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ontology.getOWLOntologyManager().saveOntology(ontology, new TurtleDocumentFormat(), bytes);
            saved.put(ontology.getOntologyID().getOntologyIRI().get(), bytes.toByteArray());
        }
        for (OWLOntology ontology : closure) {
            IRI name = ontology.getOntologyID().getOntologyIRI().get();
            OWLOntologyManager fresh = manager(catalog, file);
            OWLOntology again = fresh.loadOntologyFromOntologyDocument(
                new StreamDocumentSource(new ByteArrayInputStream(saved.get(name))));
            Set<OWLAxiom> lost = new HashSet<>(ontology.getAxioms(Imports.EXCLUDED));
            lost.removeAll(again.getAxioms(Imports.EXCLUDED));
            lost.forEach(axiom -> say(file, "lost", axiom + " in " + name));
            Set<OWLAnnotation> gone = new HashSet<>(ontology.getAnnotations());
            gone.removeAll(again.getAnnotations());
            gone.forEach(annotation -> say(file, "lost", annotation + " in " + name));
        }
    }

    private static void say(String file, String check, Object detail) {
        OUT.println(file + "\t" + check + "\t" + String.valueOf(detail).replace("\n", " "));
    }
}
